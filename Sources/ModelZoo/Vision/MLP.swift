import NeuralNet
import TensorCore

/// A multilayer perceptron: a deep feed-forward network of fully connected layers.
///
/// - Input: [N, H, W, C] as configured. Output: logits [N, classes].
public final class MLP: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: ClassifierConfiguration {
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

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        (
          inputShape.count == 3 && inputShape.allSatisfy { (1...4096).contains($0) },
          "inputShape \(inputShape.prefix(4))"
        ),
        (
          hiddenUnits.count <= 1000 && hiddenUnits.allSatisfy { (1...1 << 24).contains($0) },
          "hiddenUnits \(hiddenUnits.prefix(4))"
        ),
        ((0..<1).contains(dropout), "dropout \(dropout)"),
        ((1...1 << 24).contains(classCount), "classCount \(classCount)"),
      ])
    }
  }

  /// `mlp`.
  public static let architecture = "mlp"
  /// What was chosen.
  public let configuration: Configuration
  /// The fully connected layers, the last one giving the logits.
  public let layers: [Linear]
  /// Drops hidden units while training.
  public let dropout: Dropout

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let inputs = configuration.inputShape.reduce(1, *)
    let sizes = [inputs] + configuration.hiddenUnits + [configuration.classCount]
    layers = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      Linear(
        inputs: size.0, outputs: size.1, initializer: .heUniform, source["layers"][index])
    }
    dropout = Dropout(probability: configuration.dropout, random: source.random)
  }

  /// [H, W, C].
  public var inputShape: Shape { Shape(configuration.inputShape) }
  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// The logits.
  public func forward(_ x: Tensor) -> Tensor {
    var h = x.flattenedByChannel()
    for layer in layers.dropLast() { h = dropout(layer(h, configuration.activation)) }
    return layers[layers.count - 1](h)
  }
}
