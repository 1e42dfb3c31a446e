import NeuralNet
import TensorCore

/// A small modern convolutional network: 3x3 convolutions with batch normalisation, global average pooling
/// (after Simonyan & Zisserman 2015 and Lin et al. 2014). It is LeNet-5's teacher (Hinton et al. 2015).
///
/// - Input: [N, 28, 28, 1]. Output: logits [N, 10].
public final class ConvNet: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: ClassifierConfiguration {
    /// The channels of the first block; the second and third have two and four times as many.
    public var channels: Int
    /// The chance of each feature to be dropped while training.
    public var dropout: Float
    /// The number of classes.
    public var classCount: Int

    /// A network for the ten digits.
    public init(channels: Int = 24, dropout: Float = 0.2, classCount: Int = 10) {
      self.channels = channels
      self.dropout = dropout
      self.classCount = classCount
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...4096).contains(channels), "channels \(channels)"),
        ((0..<1).contains(dropout), "dropout \(dropout)"),
        ((1...1 << 20).contains(classCount), "classCount \(classCount)"),
      ])
    }
  }

  /// A convolution, batch normalisation and ReLU.
  public final class Block: Module, UnaryLayer {
    /// 3x3.
    public let conv: Conv2d
    /// Normalises its output.
    public let norm: BatchNorm

    init(_ inputs: Int, _ outputs: Int, stride: Extent2d, _ source: ParameterSource) {
      conv = Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: stride, padding: 1,
        hasBias: false, initializer: .heNormal, source["conv"])
      norm = BatchNorm(channels: outputs, source["norm"])
    }

    /// The block's output.
    public func forward(_ x: Tensor) -> Tensor { norm(conv(x), .relu) }
  }

  /// `convnet`.
  public static let architecture = "convnet"
  /// What was chosen.
  public let configuration: Configuration
  /// The convolutions, each with its normalisation.
  public let blocks: [Block]
  /// One number a channel.
  public let pool = GlobalAveragePool2d()
  /// Drops features while training.
  public let dropout: Dropout
  /// Features → classes.
  public let classifier: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let c = configuration.channels
    let plan: [(inputs: Int, outputs: Int, stride: Extent2d)] = [
      (1, c, 1), (c, 2 * c, 2), (2 * c, 2 * c, 1), (2 * c, 4 * c, 2), (4 * c, 4 * c, 1),
    ]
    blocks = plan.enumerated().map { index, size in
      Block(size.inputs, size.outputs, stride: size.stride, source["blocks"][index])
    }
    dropout = Dropout(probability: configuration.dropout, random: source.random)
    classifier = Linear(
      inputs: 4 * c, outputs: configuration.classCount, source["classifier"])
  }

  /// [28, 28, 1].
  public var inputShape: Shape { [28, 28, 1] }
  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// The logits.
  public func forward(_ x: Tensor) -> Tensor {
    let features = blocks.reduce(x) { $1($0) }  // [N, 7, 7, 4 channels]
    return classifier(dropout(pool(features)))
  }
}
