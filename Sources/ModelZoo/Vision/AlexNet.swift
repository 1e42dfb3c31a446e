import NeuralNet
import TensorCore

/// AlexNet (Krizhevsky, Sutskever & Hinton 2012, in one tower: Krizhevsky 2014, arXiv:1404.5997), exactly as torchvision has
/// it: same layers, names and layouts, 61.1 million parameters.
///
/// - Input: [N, H, W, 3], normalised, usually 224x224. Output: logits [N, classes].
public final class AlexNet: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: ClassifierConfiguration {
    /// The number of classes.
    public var classCount: Int
    /// The chance of each unit to be dropped while training.
    public var dropout: Float

    /// For the 1,000 classes of ImageNet unless said otherwise.
    public init(classCount: Int = 1000, dropout: Float = 0.5) {
      self.classCount = classCount
      self.dropout = dropout
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 20).contains(classCount), "classCount \(classCount)"),
        ((0..<1).contains(dropout), "dropout \(dropout)"),
      ])
    }
  }

  /// `alexnet`.
  public static let architecture = "alexnet"
  /// What was chosen.
  public let configuration: Configuration
  /// Convolutions and pooling.
  public let features: Sequential
  /// 6x6 maps of whatever size comes.
  public let avgpool = AdaptiveAveragePool2d(to: 6)
  /// Fully connected layers.
  public let classifier: Sequential
  /// The last of them.
  public let head: Linear

  /// A network with random weights, or those of a file; dropout draws from the same source.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let features = source["features"]
    func convolution(
      _ number: Int, _ inputs: Int, _ outputs: Int, _ size: Extent2d, stride: Extent2d = 1,
      padding: Extent2d
    ) -> Conv2d {
      Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: size, stride: stride,
        padding: padding, features[number])
    }
    let relu = Activation(.relu)
    // Each of its own, so that tables name them apart.
    func pool() -> Pool2d { Pool2d(.maximum, window: 3, stride: 2) }
    self.features = Sequential([
      convolution(0, 3, 64, 11, stride: 4, padding: 2), relu, pool(),
      convolution(3, 64, 192, 5, padding: 2), relu, pool(),
      convolution(6, 192, 384, 3, padding: 1), relu,
      convolution(8, 384, 256, 3, padding: 1), relu,
      convolution(10, 256, 256, 3, padding: 1), relu, pool(),
    ])
    func drop() -> Dropout {
      Dropout(probability: configuration.dropout, random: source.random)
    }
    let classifier = source["classifier"]
    head = Linear(inputs: 4096, outputs: configuration.classCount, classifier[6])
    self.classifier = Sequential([
      drop(), Linear(inputs: 256 * 36, outputs: 4096, classifier[1]), relu,
      drop(), Linear(inputs: 4096, outputs: 4096, classifier[4]), relu, head,
    ])
  }

  /// [224, 224, 3].
  public var inputShape: Shape { [224, 224, 3] }
  /// As configured.
  public var classCount: Int { configuration.classCount }
}

extension AlexNet: FeatureClassifier {
  /// [N, H, W, 3] → [N, H', W', 256].
  public func maps(_ x: Tensor) -> Tensor { features(x) }
  /// What comes out of the last hidden layer.
  public func features(maps: Tensor) -> Tensor {
    Sequential(Array(classifier.layers.dropLast()))(avgpool(maps).flattenedByChannel())
  }
  /// The fully connected layers.
  public var upperLayers: [Module] { [classifier] }
}
