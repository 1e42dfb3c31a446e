import NeuralNet
import TensorCore

/// A network in the style of AlexNet (Krizhevsky, Sutskever & Hinton 2012) for 64x64 colour pictures.
///
/// - Input: [N, 64, 64, 3]. Output: logits [N, classes].
///
/// Differences from the paper:
/// 1. A 7x7 first filter at stride 2 for the smaller pictures.
/// 2. One tower.
/// 3. No local response normalisation.
/// 4. 2,048 units in place of 4,096.
public final class AlexNet: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: DefaultNetworkConfiguration {
    /// The number of classes.
    public var classCount = 200
    /// The chance of each unit to be dropped while training.
    public var dropout: Float = 0.5

    /// For the 200 classes of Tiny ImageNet unless said otherwise.
    public init(classCount: Int = 200, dropout: Float = 0.5) {
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

  /// `alexnet64`.
  public static let architecture = "alexnet64"
  /// What was chosen.
  public let configuration: Configuration
  /// Convolutions and pooling.
  public let features: Sequential
  /// Fully connected layers.
  public let classifier: Sequential

  /// A network with random weights, or those of a file; dropout draws from the same source.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let features = source["features"]
    func convolution(
      _ number: Int, _ inputs: Int, _ outputs: Int, _ size: Extent2d, stride: Extent2d = 1
    ) -> Conv2d {
      Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: size, stride: stride,
        padding: Extent2d(size.height / 2), features[number])
    }
    let relu = Activation(.relu)
    let pool = Pool2d(.maximum, window: 3, stride: 2, padding: 1)
    self.features = Sequential([
      convolution(0, 3, 64, 7, stride: 2), relu, pool, convolution(3, 64, 192, 5), relu, pool,
      convolution(6, 192, 384, 3), relu, convolution(8, 384, 256, 3), relu,
      convolution(10, 256, 256, 3), relu, pool,
    ])
    let drop = Dropout(probability: configuration.dropout, random: source.random)
    let classifier = source["classifier"]
    self.classifier = Sequential([
      Flatten(), drop, Linear(inputs: 256 * 16, outputs: 2048, classifier[2]), relu, drop,
      Linear(inputs: 2048, outputs: 2048, classifier[5]), relu,
      Linear(inputs: 2048, outputs: configuration.classCount, classifier[7]),
    ])
  }

  /// [64, 64, 3].
  public var inputShape: Shape { [64, 64, 3] }
  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// The logits.
  public func forward(_ x: Tensor) -> Tensor { classifier(features(x)) }
}
