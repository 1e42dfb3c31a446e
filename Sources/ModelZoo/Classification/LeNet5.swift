import Foundation
import NeuralNet
import TensorCore

/// LeNet-5 (LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document recognition").
///
/// - Input: [N, 28, 28, 1]. Output: logits [N, 10].
///
/// Differences from the paper, all of them today's custom: the second convolution sees all six maps, pooling
/// has no weights of its own, the last layer is linear, and the activation is free to choose. 61,706
/// parameters, as the paper's network of this size has about 60 thousand.
public final class LeNet5: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: Codable, Sendable, Equatable {
    /// The function after each layer but the last.
    public var activation: Activation.Kind
    /// What becomes of a pooling window.
    public var pooling: Pooling
    /// The number of classes.
    public var classCount: Int

    /// The kinds of pooling.
    public enum Pooling: String, Codable, Sendable {
      /// The largest element.
      case maximum
      /// The mean, as in the paper.
      case average
    }

    /// The network as most people build it today, for the ten digits.
    public init(
      activation: Activation.Kind = .relu, pooling: Pooling = .maximum, classCount: Int = 10
    ) {
      self.activation = activation
      self.pooling = pooling
      self.classCount = classCount
    }

    /// tanh and max pooling: the benchmark's network.
    public static let tanh = Configuration(activation: .tanh)
  }

  /// `lenet5`.
  public static let architecture = "lenet5"
  /// What was chosen.
  public let configuration: Configuration
  /// 1 → 6 maps, 5x5.
  public let conv1: Conv2d
  /// 6 → 16 maps, 5x5.
  public let conv2: Conv2d
  /// 400 → 120.
  public let fc1: Linear
  /// 120 → 84.
  public let fc2: Linear
  /// 84 → classes.
  public let fc3: Linear
  /// The steps in order.
  public let stages: [Stage]

  /// A network with random weights.
  public init(_ configuration: Configuration = Configuration(), random: RandomSource) {
    self.configuration = configuration
    let fusesReLU = configuration.activation == .relu
    conv1 = Conv2d(
      inputChannels: 1, outputChannels: 6, kernelSize: 5, padding: 2, fusesReLU: fusesReLU,
      random: random)
    conv2 = Conv2d(
      inputChannels: 6, outputChannels: 16, kernelSize: 5, fusesReLU: fusesReLU, random: random)
    fc1 = Linear(inputs: 400, outputs: 120, random: random)
    fc2 = Linear(inputs: 120, outputs: 84, random: random)
    fc3 = Linear(inputs: 84, outputs: configuration.classCount, random: random)
    let name = configuration.activation.rawValue
    let activation = Activation(configuration.activation)
    let pool = Pool2d(configuration.pooling == .maximum ? .maximum : .average, window: 2)
    // ReLU is part of the convolutions; other functions follow them.
    let afterConvolution = fusesReLU ? [] : [activation]
    stages = [
      Stage(
        "conv1", "6 filters 5x5, padding 2, \(name)", Sequential([conv1] + afterConvolution)),
      Stage("pool1", "\(configuration.pooling.rawValue) of 2x2", pool),
      Stage("conv2", "16 filters 5x5, \(name)", Sequential([conv2] + afterConvolution)),
      Stage("pool2", "\(configuration.pooling.rawValue) of 2x2", pool),
      Stage("fc1", "400 to 120, \(name)", Sequential([Flatten(), fc1, activation])),
      Stage("fc2", "120 to 84, \(name)", Sequential([fc2, activation])),
      Stage("fc3", "84 to \(configuration.classCount)", fc3),
    ]
  }

  /// [28, 28, 1].
  public var inputShape: Shape { [28, 28, 1] }

  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// The configuration as JSON.
  public var configurationText: String { get throws { try encodedText(configuration) } }
}

/// A value as compact JSON with sorted keys.
func encodedText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

extension LeNet5.Configuration: ClassifierConfiguration {
  var parameterCount: Int? {
    linearParameterCount([84, classCount]).map { $0 + 156 + 2416 + 48_120 + 10_164 }
  }
}

/// The parameters of fully connected layers between these sizes; nil where a size is impossible.
func linearParameterCount(_ sizes: [Int]) -> Int? {
  guard sizes.allSatisfy({ $0 > 0 && $0 <= 1 << 24 }), sizes.count <= 1000 else { return nil }
  return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
}
