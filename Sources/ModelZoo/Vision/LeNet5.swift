import NeuralNet
import TensorCore

/// LeNet-5 (LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document recognition").
///
/// - Input: [N, 28, 28, 1]. Output: logits [N, 10].
///
/// Differences from the paper:
/// 1. The second convolution sees all six maps.
/// 2. Pooling has no weights of its own.
/// 3. The last layer is linear, where the paper has radial basis functions.
/// 4. The activation is free to choose, and ReLU by default.
public final class LeNet5: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: ClassifierConfiguration {
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

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([((1...1 << 20).contains(classCount), "classCount \(classCount)")])
    }
  }

  /// `lenet5`.
  public static let architecture = "lenet5"
  /// What was chosen.
  public let configuration: Configuration
  /// 1 → 6 maps, 5x5.
  public let conv1: Conv2d
  /// Half the size.
  public let pool1: Pool2d
  /// 6 → 16 maps, 5x5.
  public let conv2: Conv2d
  /// Half the size.
  public let pool2: Pool2d
  /// 400 → 120.
  public let fc1: Linear
  /// 120 → 84.
  public let fc2: Linear
  /// 84 → classes.
  public let fc3: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let pooling: Pool2d.Kind = configuration.pooling == .maximum ? .maximum : .average
    conv1 = Conv2d(
      inputChannels: 1, outputChannels: 6, kernelSize: 5, padding: 2, source["conv1"])
    pool1 = Pool2d(pooling, window: 2)
    conv2 = Conv2d(inputChannels: 6, outputChannels: 16, kernelSize: 5, source["conv2"])
    pool2 = Pool2d(pooling, window: 2)
    fc1 = Linear(inputs: 400, outputs: 120, source["fc1"])
    fc2 = Linear(inputs: 120, outputs: 84, source["fc2"])
    fc3 = Linear(inputs: 84, outputs: configuration.classCount, source["fc3"])
  }

  /// [28, 28, 1].
  public var inputShape: Shape { [28, 28, 1] }
  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// The logits.
  public func forward(_ x: Tensor) -> Tensor {
    let activation = configuration.activation
    var h = pool1(conv1(x, activation))  // [N, 14, 14, 6]
    h = pool2(conv2(h, activation))  // [N, 5, 5, 16]
    h = fc1(h.flattenedByChannel(), activation)  // [N, 120]
    return fc3(fc2(h, activation))
  }
}
