import NeuralNet
import TensorCore

/// A single-shot detector: at each point of three grids it says what is there and how far the edges of its box are.
///
/// A residual network makes maps, a feature pyramid joins coarse and fine ones (Lin et al. 2017, arXiv:1612.03144), and a
/// small head, the same for all of them, reads each point without anchors (Tian et al. 2019, "FCOS", arXiv:1904.01355).
///
/// - Input: [N, H, W, 3], normalised as for `ResNet18`, H and W multiples of 32. Output: `Outputs`.
///
/// Differences from FCOS:
/// 1. ResNet-18 with a stem of stride 4 in all, and three levels of strides 8, 16, 32: pictures of 320x320 are cheap.
/// 2. A score stands for class and overlap together (Li et al. 2020, arXiv:2006.04388), so there is no centre-ness.
/// 3. The head's convolutions are shared, its batch normalisation is each level's own (Tan et al. 2020, arXiv:1911.09070).
public final class Detector: Module, Network, UnaryLayer {
  /// What can be chosen.
  public struct Configuration: DefaultNetworkConfiguration {
    /// The number of classes.
    public var classCount: Int
    /// The channels of the backbone's first stage.
    public var backboneWidth: Int
    /// The channels of the pyramid and the head.
    public var width: Int

    /// For 64 channels in the first stage and 96 in the pyramid unless said otherwise.
    public init(classCount: Int = 3, backboneWidth: Int = 64, width: Int = 96) {
      self.classCount = classCount
      self.backboneWidth = backboneWidth
      self.width = width
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// Whether all layers but the last of the classes have the same shapes.
    public func hasBody(of other: Configuration) -> Bool {
      (backboneWidth, width) == (other.backboneWidth, other.width)
    }

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 14).contains(classCount), "classCount \(classCount)"),
        ((1...1024).contains(backboneWidth), "backboneWidth \(backboneWidth)"),
        ((1...4096).contains(width), "width \(width)"),
      ])
    }
  }

  /// `detector`.
  public static let architecture = "detector"
  /// The pixels between two points of each level.
  public static let strides = [8, 16, 32]
  /// What was chosen.
  public let configuration: Configuration
  /// Maps of three sizes.
  public let backbone: DetectorBackbone
  /// 1x1 convolutions, a backbone's map → the pyramid's channels; fine levels first.
  public let lateral: [Conv2d]
  /// 3x3 convolutions after maps were added.
  public let smooth: [Conv2d]
  /// The head's first layers.
  public let tower: [DetectorTower]
  /// 3x3, channels → a logit for each class.
  public let classes: Conv2d
  /// 3x3, channels → the logarithms of four distances, in strides.
  public let edges: Conv2d

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let (c, w) = (configuration.backboneWidth, configuration.width)
    backbone = DetectorBackbone(width: c, source["backbone"])
    lateral = [2, 4, 8].enumerated().map { level, factor in
      Conv2d(
        inputChannels: factor * c, outputChannels: w, kernelSize: 1, source["lateral"][level])
    }
    func threeByThree(_ outputs: Int, _ source: ParameterSource) -> Conv2d {
      Conv2d(inputChannels: w, outputChannels: outputs, kernelSize: 3, padding: 1, source)
    }
    smooth = Self.strides.indices.map { threeByThree(w, source["smooth"][$0]) }
    tower = (0..<2).map { DetectorTower(width: w, source["tower"][$0]) }
    classes = threeByThree(configuration.classCount, source["classes"])
    edges = threeByThree(4, source["edges"])
  }

  /// What the network says of each point, all levels after one another, fine ones first, each row by row.
  public struct Outputs {
    /// Logits of the classes, [N, points, classes].
    public let logits: Tensor
    /// Boxes in pixels of the input: left, top, right, bottom, [N, points, 4].
    public let boxes: Tensor
  }

  /// Scores and boxes.
  public func outputs(_ x: Tensor) -> Outputs {
    var maps = zip(lateral, backbone.maps(x)).map { $0($1) }
    for level in maps.indices.dropLast().reversed() {
      maps[level] = maps[level] + maps[level + 1].upsampledNearest(factor: 2)
    }
    let (count, points) = (x.shape[0], Self.points(height: x.shape[1], width: x.shape[2]))
    var (logits, distances) = ([Tensor](), [Tensor]())
    for (level, map) in maps.enumerated() {
      let features = tower.reduce(smooth[level](map)) { $1($0, level: level) }
      logits.append(classes(features).reshaped([count, -1, configuration.classCount]))
      distances.append(
        edges(features).reshaped([count, -1, 4]).clamped(to: -6...6).exp()
          * Float(Self.strides[level]))
    }
    let reach = Tensor.concatenated(distances, alongDimension: 1).split([2, 2])
    return Outputs(
      logits: .concatenated(logits, alongDimension: 1),
      boxes: .concatenated([points - reach[0], points + reach[1]]))
  }

  /// Logits and boxes side by side, [N, points, classes + 4].
  public func forward(_ x: Tensor) -> Tensor {
    let outputs = outputs(x)
    return .concatenated([outputs.logits, outputs.boxes])
  }

  /// Lets each class begin at a probability of 0.01, since nearly all points show nothing (Lin et al. 2017,
  /// arXiv:1708.02002); for a training from random weights.
  public func lowerScores() {
    classes.bias?.assign(.filled([configuration.classCount], with: -4.595))
  }

  /// The points of all levels in the order of the outputs: x and y in pixels, [points, 2].
  public static func points(height: Int, width: Int) -> Tensor {
    var values: [Float] = []
    for stride in strides {
      for row in 0..<height / stride {
        for column in 0..<width / stride {
          values += [column, row].map { (Float($0) + 0.5) * Float(stride) }
        }
      }
    }
    return Tensor(values, shape: [values.count / 2, 2])
  }
}

/// ResNet-18 without its classifier and with a faster stem; the names are those of `ResNet18`, so that its weights fit.
public final class DetectorBackbone: Module {
  /// 3x3 at stride 2.
  public let conv1: Conv2d
  /// Normalises its output.
  public let bn1: BatchNorm
  /// 3x3 at stride 2.
  public let pool = Pool2d(.maximum, window: 3, stride: 2, padding: 1)
  /// Two blocks at stride 4.
  public let layer1: Sequential
  /// Two blocks at stride 8.
  public let layer2: Sequential
  /// Two blocks at stride 16.
  public let layer3: Sequential
  /// Two blocks at stride 32.
  public let layer4: Sequential

  init(width c: Int, _ source: ParameterSource) {
    conv1 = .threeByThree(3, c, stride: 2, source["conv1"])
    bn1 = BatchNorm(channels: c, source["bn1"])
    layer1 = ResidualBlock.stage(c, c, count: 2, stride: 1, source["layer1"])
    layer2 = ResidualBlock.stage(c, 2 * c, count: 2, stride: 2, source["layer2"])
    layer3 = ResidualBlock.stage(2 * c, 4 * c, count: 2, stride: 2, source["layer3"])
    layer4 = ResidualBlock.stage(4 * c, 8 * c, count: 2, stride: 2, source["layer4"])
  }

  /// [N, H, W, 3] → maps at strides 8, 16 and 32.
  public func maps(_ x: Tensor) -> [Tensor] {
    let eighth = layer2(layer1(pool(bn1(conv1(x), .relu))))
    let sixteenth = layer3(eighth)
    return [eighth, sixteenth, layer4(sixteenth)]
  }
}

/// A convolution that all levels share, with batch normalisation of each level's own.
public final class DetectorTower: Module {
  /// 3x3.
  public let conv: Conv2d
  /// One for each level.
  public let norms: [BatchNorm]

  init(width: Int, _ source: ParameterSource) {
    conv = .threeByThree(width, width, source["conv"])
    norms = Detector.strides.indices.map { BatchNorm(channels: width, source["norms"][$0]) }
  }

  /// The features of one level.
  func callAsFunction(_ x: Tensor, level: Int) -> Tensor { norms[level](conv(x), .relu) }
}
