import NeuralNet
import TensorCore

/// One step on the way from image to logits, for tables and pictures of what a network does.
public struct Stage {
  /// What it is called: the path of its parameters where it has any.
  public let name: String
  /// What it does, in a few words.
  public let summary: String
  /// The layer that does it.
  public let layer: any UnaryLayer

  /// A named step.
  public init(_ name: String, _ summary: String, _ layer: any UnaryLayer) {
    self.name = name
    self.summary = summary
    self.layer = layer
  }
}

/// A network that tells the class of an image.
///
/// - Input: [N, H, W, C] as `inputShape` says, normalised. Output: logits [N, classes].
public protocol ImageClassifier: UnaryLayer {
  /// The architecture's name in weight files and on command lines.
  static var architecture: String { get }
  /// [H, W, C] of the images.
  var inputShape: Shape { get }
  /// How many classes it tells apart.
  var classCount: Int { get }
  /// The steps in order.
  var stages: [Stage] { get }
  /// What makes this network: its configuration as JSON.
  var configurationText: String { get throws }
}

extension ImageClassifier {
  /// The logits.
  public func callAsFunction(_ x: Tensor) -> Tensor { stages.reduce(x) { $1.layer($0) } }

  /// What every stage puts out for one batch, the logits last.
  public func activations(_ x: Tensor) -> [Tensor] {
    var current = x
    return stages.map { stage in
      current = stage.layer(current)
      return current
    }
  }

  /// A table of the stages: name, what it does, output shape without the batch, parameters.
  public func layerTable() -> [LayerRow] {
    let probe = Tensor.zeros(Shape([1] + inputShape.dimensions))
    let outputs = withoutGradient { activations(probe) }
    return zip(stages, outputs).map { stage, output in
      LayerRow(
        name: stage.name, summary: stage.summary,
        outputShape: Shape(Array(output.shape.dimensions.dropFirst())),
        parameterCount: stage.layer.parameterCount)
    }
  }
}

/// One line of the table that `info` prints.
public struct LayerRow: Sendable {
  /// The stage's name.
  public let name: String
  /// What it does.
  public let summary: String
  /// Its output's shape without the batch dimension.
  public let outputShape: Shape
  /// How many numbers it learns.
  public let parameterCount: Int
}
