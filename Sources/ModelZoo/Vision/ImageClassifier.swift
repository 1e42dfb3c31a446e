import NeuralNet
import TensorCore

/// A network that tells the class of an image.
///
/// - Input: [N, H, W, C] as `inputShape` says, normalised. Output: logits [N, classes].
public protocol ImageClassifier: Network, UnaryLayer
where Configuration: ClassifierConfiguration {
  /// [H, W, C] of the images.
  var inputShape: Shape { get }
  /// How many classes it tells apart.
  var classCount: Int { get }
}

extension ImageClassifier {
  /// Whether its pictures have colours: photographs. Digits have none.
  public var readsColor: Bool { inputShape[2] == 3 }
}

/// What a classifier is built from.
public protocol ClassifierConfiguration: DefaultNetworkConfiguration {
  /// The number of classes.
  var classCount: Int { get set }
}

/// One line of the table that `info` prints.
public struct LayerRow: Sendable, Codable {
  /// The path of the layer's parameters.
  public let name: String
  /// What it does.
  public let summary: String
  /// Its output's shape without the batch dimension.
  public let output: [Int]
  /// How many numbers it learns.
  public let parameters: Int

  /// A line.
  public init(name: String, summary: String, output: [Int], parameters: Int) {
    self.name = name
    self.summary = summary
    self.output = output
    self.parameters = parameters
  }
}

extension UnaryLayer {
  /// A table of the layers, for images or vectors of this shape (without the batch dimension).
  public func layerTable(inputShape: Shape) -> [LayerRow] {
    let probe = Tensor.zeros(Shape([1] + inputShape.dimensions))
    let wasTraining = isTraining
    eval()
    defer { if wasTraining { train() } }
    return tracing { _ = withoutGradient { self(probe) } }.map {
      LayerRow(
        name: $0.name, summary: $0.summary,
        output: Array($0.output.shape.dimensions.dropFirst()),
        parameters: $0.module.parameterCount)
    }
  }
}
