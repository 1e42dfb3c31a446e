import NeuralNet
import TensorCore

/// A network that gives a grey picture its colours, after Zhang, Isola & Efros 2016 (arXiv:1603.08511): a distribution over
/// quantised colours for each 2x2 block. What the whole picture shows takes part in it, and is learnt from class labels
/// besides, after Iizuka, Simo-Serra & Ishikawa 2016 ("Let there be Color!").
///
/// - Input: lightness [N, H, W, 1] as (L - 50) / 50, H and W multiples of 8. Output: logits [N, H / 2, W / 2, bins].
///
/// Differences from the papers:
/// 1. A residual encoder of two blocks at each of four scales, and a decoder that sees the encoder's maps again.
/// 2. The colours of sRGB fall into 261 bins of 10x10 in ab, where the paper counts 313.
/// 3. The classes are a linear layer on the 256 features of the whole picture, which are added to each place of the
///    smallest map; Iizuka et al. concatenate them.
public final class ColorNet: Module, Network, UnaryLayer {
  /// What can be chosen.
  public struct Configuration: DefaultNetworkConfiguration {
    /// What the network is trained for.
    public var objective: Objective
    /// The bins of colours.
    public var binCount: Int
    /// The classes that the whole picture may belong to.
    public var classCount: Int
    /// The channels at full size; the smaller maps have two, four and eight times as many.
    public var width: Int

    /// What the outputs mean.
    public enum Objective: String, Codable, Sendable, CaseIterable {
      /// Logits of bins of colours.
      case classification
      /// a and b themselves, trained with squared errors: the baseline of the paper.
      case regression
    }

    /// For the weights that ship unless said otherwise.
    public init(
      objective: Objective = .classification, binCount: Int = 261, classCount: Int = 200,
      width: Int = 48
    ) {
      self.objective = objective
      self.binCount = binCount
      self.classCount = classCount
      self.width = width
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// The channels of the output.
    public var outputCount: Int { objective == .classification ? binCount : 2 }

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 12).contains(binCount), "binCount \(binCount)"),
        ((1...1 << 20).contains(classCount), "classCount \(classCount)"),
        ((1...1024).contains(width), "width \(width)"),
      ])
    }
  }

  /// `colornet`.
  public static let architecture = "colornet"
  /// The sides of an input are multiples of this.
  public static let sideUnit = 8
  /// What was chosen.
  public let configuration: Configuration
  /// 3x3, lightness → width.
  public let conv1: Conv2d
  /// Normalises its output.
  public let bn1: BatchNorm
  /// A block at full size.
  public let layer1: Sequential
  /// Two blocks at half the size.
  public let layer2: Sequential
  /// Two blocks at a quarter.
  public let layer3: Sequential
  /// Two blocks at an eighth.
  public let layer4: Sequential
  /// Features of the whole picture.
  public let scene: Linear
  /// Those features → classes.
  public let fc: Linear
  /// Those features → what is added to each place of the smallest map.
  public let fuse: Linear
  /// Back at a quarter, with `layer3`'s output.
  public let up3: Sequential
  /// Back at half the size, with `layer2`'s output.
  public let up2: Sequential
  /// 1x1, channels → bins, or a and b.
  public let out: Conv2d
  /// The centres of the bins, [bins, 2]: a and b.
  public let ab: Buffer
  /// What an error at a colour counts, by its nearest bin, [bins]: rare colours more.
  public let rebalance: Buffer

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let c = configuration.width
    conv1 = .threeByThree(1, c, source["conv1"])
    bn1 = BatchNorm(channels: c, source["bn1"])
    layer1 = ResidualBlock.stage(c, c, count: 1, stride: 1, source["layer1"])
    layer2 = ResidualBlock.stage(c, 2 * c, count: 2, stride: 2, source["layer2"])
    layer3 = ResidualBlock.stage(2 * c, 4 * c, count: 2, stride: 2, source["layer3"])
    layer4 = ResidualBlock.stage(4 * c, 8 * c, count: 2, stride: 2, source["layer4"])
    scene = Linear(inputs: 8 * c, outputs: 256, source["scene"])
    fc = Linear(inputs: 256, outputs: configuration.classCount, source["fc"])
    fuse = Linear(inputs: 256, outputs: 8 * c, source["fuse"])
    func pair(_ inputs: Int, _ outputs: Int, _ source: ParameterSource) -> Sequential {
      Sequential([
        Conv2d.threeByThree(inputs, outputs, source[0]), BatchNorm(channels: outputs, source[1]),
        Activation(.relu), Conv2d.threeByThree(outputs, outputs, source[3]),
        BatchNorm(channels: outputs, source[4]), Activation(.relu),
      ])
    }
    up3 = pair(12 * c, 4 * c, source["up3"])
    up2 = pair(6 * c, 128, source["up2"])
    out = Conv2d(
      inputChannels: 128, outputChannels: configuration.outputCount, kernelSize: 1, source["out"])
    ab = source.buffer("ab", [configuration.binCount, 2], filledWith: 0)
    rebalance = source.buffer("rebalance", [configuration.binCount], filledWith: 1)
  }

  /// What the network says of each picture.
  public struct Outputs {
    /// Logits of the bins, or a and b in units of 110 with regression, [N, H / 2, W / 2, bins].
    public let colors: Tensor
    /// Logits of the classes, [N, classes].
    public let classes: Tensor
  }

  /// Colours and classes.
  public func outputs(_ x: Tensor) -> Outputs {
    let half = layer2(layer1(bn1(conv1(x), .relu)))  // [N, H / 2, W / 2, 2 width]
    let quarter = layer3(half)
    let eighth = layer4(quarter)
    let features = scene(eighth.globalAveragePooled(), .relu)  // [N, 256]
    let global = fuse(features).reshaped([x.shape[0], 1, 1, eighth.shape[3]])
    let fused = (eighth + global).relu()
    let up = up3(.concatenated([fused.upsampledNearest(factor: 2), quarter]))
    let colors = out(up2(.concatenated([up.upsampledNearest(factor: 2), half])))
    return Outputs(colors: colors, classes: fc(features))
  }

  /// The logits of the colours.
  public func forward(_ x: Tensor) -> Tensor { outputs(x).colors }

  /// What an output of 1 stands for in a and b.
  public static let regressionUnit: Float = 110
}
