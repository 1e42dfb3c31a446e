import NeuralNet
import TensorCore

/// A small modern convolutional network: 3x3 convolutions with batch normalisation, global average pooling
/// (after Simonyan & Zisserman 2015 and Lin et al. 2014). It is LeNet-5's teacher (Hinton et al. 2015).
///
/// - Input: [N, 28, 28, 1]. Output: logits [N, 10].
public final class ConvNet: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: Codable, Sendable, Equatable {
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
  }

  /// `convnet`.
  public static let architecture = "convnet"
  /// What was chosen.
  public let configuration: Configuration
  /// The convolutions, each with its normalisation.
  public let blocks: [Block]
  /// Drops features while training; a property, so that `eval()` reaches it.
  public let dropout: Dropout
  /// Features → classes.
  public let classifier: Linear
  /// The steps in order.
  public let stages: [Stage]

  /// A convolution, batch normalisation and ReLU.
  public final class Block: Module, UnaryLayer {
    /// 3x3.
    public let conv: Conv2d
    /// Normalises its output.
    public let norm: BatchNorm

    init(_ inputs: Int, _ outputs: Int, stride: Extent2d, random: RandomSource) {
      conv = Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: stride, padding: 1,
        hasBias: false, initializer: .heNormal, random: random)
      norm = BatchNorm(channels: outputs, fusesReLU: true)
    }

    /// The block's output.
    public func callAsFunction(_ x: Tensor) -> Tensor { norm(conv(x)) }
  }

  /// A network with random weights.
  public init(_ configuration: Configuration = Configuration(), random: RandomSource) {
    self.configuration = configuration
    let c = configuration.channels
    let plan: [(inputs: Int, outputs: Int, stride: Extent2d)] = [
      (1, c, 1), (c, 2 * c, 2), (2 * c, 2 * c, 1), (2 * c, 4 * c, 2), (4 * c, 4 * c, 1),
    ]
    let blocks = plan.map { Block($0.inputs, $0.outputs, stride: $0.stride, random: random) }
    let classifier = Linear(
      inputs: 4 * c, outputs: configuration.classCount, random: random)
    self.blocks = blocks
    self.classifier = classifier
    let convolutions = zip(blocks, plan).enumerated().map { index, pair in
      Stage(
        "blocks.\(index)",
        "\(pair.1.outputs) filters 3x3, stride \(pair.1.stride.height), batch norm, relu", pair.0)
    }
    let dropout = Dropout(probability: configuration.dropout, random: random)
    self.dropout = dropout
    stages =
      convolutions + [
        Stage("pool", "mean over the image", GlobalAveragePool2d()),
        Stage(
          "classifier", "\(4 * c) to \(configuration.classCount)",
          Sequential([dropout, classifier])
        ),
      ]
  }

  /// [28, 28, 1].
  public var inputShape: Shape { [28, 28, 1] }

  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// The configuration as JSON.
  public var configurationText: String { get throws { try encodedText(configuration) } }
}

extension ConvNet.Configuration: ClassifierConfiguration {
  var parameterCount: Int? {
    guard (1...4096).contains(channels), dropout >= 0 && dropout < 1,
      let last = linearParameterCount([4 * channels, classCount])
    else { return nil }
    return 9 * channels * (1 + channels * (2 + 4 + 8 + 16)) + 26 * channels + last
  }
}
