import NeuralNet
import TensorCore

/// A multilayer perceptron: a deep feed-forward network of fully connected layers.
///
/// - Input: [N, H, W, C] as configured. Output: logits [N, classes].
public final class MLP: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: Codable, Sendable, Equatable {
    /// [H, W, C] of the images.
    public var inputShape: [Int]
    /// The units of each hidden layer.
    public var hiddenUnits: [Int]
    /// The function after each hidden layer.
    public var activation: Activation.Kind
    /// The chance of each hidden unit to be dropped while training.
    public var dropout: Float
    /// The number of classes.
    public var classCount: Int

    /// Two hidden layers of 512 units for the ten digits.
    public init(
      inputShape: [Int] = [28, 28, 1], hiddenUnits: [Int] = [512, 512],
      activation: Activation.Kind = .relu, dropout: Float = 0.1, classCount: Int = 10
    ) {
      self.inputShape = inputShape
      self.hiddenUnits = hiddenUnits
      self.activation = activation
      self.dropout = dropout
      self.classCount = classCount
    }
  }

  /// `mlp`.
  public static let architecture = "mlp"
  /// What was chosen.
  public let configuration: Configuration
  /// The fully connected layers, the last one giving the logits.
  public let layers: [Linear]
  /// Drops hidden units while training; a property, so that `eval()` reaches it.
  public let dropout: Dropout
  /// The steps in order.
  public let stages: [Stage]

  /// A network with random weights.
  public init(_ configuration: Configuration = Configuration(), random: RandomSource) {
    self.configuration = configuration
    let inputs = configuration.inputShape.reduce(1, *)
    let sizes = [inputs] + configuration.hiddenUnits + [configuration.classCount]
    let layers = zip(sizes, sizes.dropFirst()).map {
      Linear(inputs: $0, outputs: $1, initializer: .heUniform, random: random)
    }
    self.layers = layers
    let activation = Activation(configuration.activation)
    let dropout = Dropout(probability: configuration.dropout, random: random)
    self.dropout = dropout
    stages = layers.enumerated().map { index, layer in
      let span = "\(sizes[index]) to \(sizes[index + 1])"
      let start: [any UnaryLayer] = index == 0 ? [Flatten()] : []
      let isLast = index == layers.count - 1
      return Stage(
        "layers.\(index)", isLast ? span : "\(span), \(configuration.activation.rawValue)",
        Sequential(start + (isLast ? [layer] : [layer, activation, dropout])))
    }
  }

  /// [H, W, C].
  public var inputShape: Shape { Shape(configuration.inputShape) }

  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// The configuration as JSON.
  public var configurationText: String { get throws { try encodedText(configuration) } }
}

extension MLP.Configuration: ClassifierConfiguration {
  var parameterCount: Int? {
    guard inputShape.count == 3, inputShape.allSatisfy({ $0 > 0 && $0 <= 4096 }),
      dropout >= 0 && dropout < 1
    else { return nil }
    return linearParameterCount([inputShape.reduce(1, *)] + hiddenUnits + [classCount])
  }
}
