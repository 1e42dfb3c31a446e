import NeuralNet
import TensorCore

/// ResNet-18 (He, Zhang, Ren & Sun 2016, "Deep residual learning for image recognition", arXiv:1512.03385), with
/// torchvision's names and layouts.
///
/// - Input: [N, H, W, 3], normalised. Output: logits [N, classes]. It takes any size; `inputShape` is the usual one.
///
/// Differences from the paper: the stem for small pictures is a 3x3 convolution at stride 1 without pooling.
public final class ResNet18: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: ClassifierConfiguration {
    /// How the network begins.
    public var stem: Stem
    /// The number of classes.
    public var classCount: Int
    /// The channels of the first stage; the others have two, four and eight times as many.
    public var width: Int

    /// How the network begins.
    public enum Stem: String, Codable, Sendable {
      /// 3x3 at stride 1, for pictures of 64x64.
      case small
      /// 7x7 at stride 2 and max pooling, for pictures of 224x224: torchvision's network.
      case large
    }

    /// For the 200 classes of Tiny ImageNet unless said otherwise.
    public init(stem: Stem = .small, classCount: Int = 200, width: Int = 64) {
      self.stem = stem
      self.classCount = classCount
      self.width = width
    }

    /// The usual choices.
    public static let standard = Configuration()
    /// torchvision's `resnet18`, for ImageNet.
    public static let torchvision = Configuration(stem: .large, classCount: 1000)

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 20).contains(classCount), "classCount \(classCount)"),
        ((1...1024).contains(width), "width \(width)"),
      ])
    }
  }

  /// `resnet18`.
  public static let architecture = "resnet18"
  /// What was chosen.
  public let configuration: Configuration
  /// The first convolution.
  public let conv1: Conv2d
  /// Normalises its output.
  public let bn1: BatchNorm
  /// After the large stem.
  public let maxpool: Pool2d?
  /// Two blocks at full resolution.
  public let layer1: Sequential
  /// Two blocks at half the resolution.
  public let layer2: Sequential
  /// Two blocks at a quarter.
  public let layer3: Sequential
  /// Two blocks at an eighth.
  public let layer4: Sequential
  /// One number a channel.
  public let avgpool = GlobalAveragePool2d()
  /// Features → classes.
  public let fc: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let c = configuration.width
    switch configuration.stem {
    case .small:
      conv1 = .threeByThree(3, c, source["conv1"])
      maxpool = nil
    case .large:
      conv1 = Conv2d(
        inputChannels: 3, outputChannels: c, kernelSize: 7, stride: 2, padding: 3, hasBias: false,
        initializer: .heNormal, source["conv1"])
      maxpool = Pool2d(.maximum, window: 3, stride: 2, padding: 1)
    }
    bn1 = BatchNorm(channels: c, source["bn1"])
    layer1 = ResidualBlock.stage(c, c, count: 2, stride: 1, source["layer1"])
    layer2 = ResidualBlock.stage(c, 2 * c, count: 2, stride: 2, source["layer2"])
    layer3 = ResidualBlock.stage(2 * c, 4 * c, count: 2, stride: 2, source["layer3"])
    layer4 = ResidualBlock.stage(4 * c, 8 * c, count: 2, stride: 2, source["layer4"])
    fc = Linear(inputs: 8 * c, outputs: configuration.classCount, source["fc"])
  }

  /// [64, 64, 3], or [224, 224, 3] with the large stem.
  public var inputShape: Shape { configuration.stem == .small ? [64, 64, 3] : [224, 224, 3] }
  /// As configured.
  public var classCount: Int { configuration.classCount }
}

extension ResNet18: FeatureClassifier {
  /// [N, H, W, 3] → the last stage's maps [N, H', W', 512].
  public func maps(_ x: Tensor) -> Tensor {
    let stem = bn1(conv1(x), .relu)
    return layer4(layer3(layer2(layer1(maxpool.map { $0(stem) } ?? stem))))
  }

  /// The maps' means, [N, 512].
  public func features(maps: Tensor) -> Tensor { avgpool(maps) }
  /// `fc`.
  public var head: Linear { fc }
  /// The last stage.
  public var upperLayers: [Module] { [layer4] }
}
