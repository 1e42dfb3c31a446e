import ModelZoo
import TensorCore

/// What `info` says of a network: layers, shapes, parameters, and where its weights are from.
public struct NetworkReport: Encodable {
  private let architecture: String
  private let weights: String
  private let parameters: Int
  private let layers: [Layer]
  private let metadata: [String: String]
  private let title: String
  private let inputShape: Shape

  private enum CodingKeys: CodingKey {
    case architecture, weights, parameters, layers, metadata
  }

  private struct Layer: Encodable {
    let name: String
    let summary: String
    let output: [Int]
    let parameters: Int
  }

  /// A report.
  ///
  /// - Parameters:
  ///   - title: what the text begins with; the architecture where nil.
  ///   - weights: the weight file.
  ///   - metadata: the file's remarks, of which data, metric and command are printed.
  public init(
    title: String? = nil, architecture: String, weights: String, parameters: Int,
    inputShape: Shape, layers: [LayerRow], metadata: [String: String]
  ) {
    self.title = title ?? architecture
    self.architecture = architecture
    self.weights = weights
    self.parameters = parameters
    self.inputShape = inputShape
    self.layers = layers.map {
      Layer(
        name: $0.name, summary: $0.summary, output: $0.outputShape.dimensions,
        parameters: $0.parameterCount)
    }
    self.metadata = metadata
  }

  /// Writes it as one JSON object, or as text.
  public func write(to console: Console, asJSON: Bool) throws {
    if asJSON { return try console.result(json: self) }
    console.result("\(title), \(parameters) parameters")
    console.result("weights: \(weights)")
    console.result("")
    console.result(
      TextTable.lines(
        header: ["layer", "what it does", "output", "parameters"],
        rows: [["input", "", inputShape.description, ""]]
          + layers.map { [$0.name, $0.summary, "\($0.output)", String($0.parameters)] },
        rightAligned: [3]
      ).joined(separator: "\n"))
    console.result("")
    for key in ["data", "metric", "command"] {
      if let value = metadata[key] { console.result("\(key): \(value)") }
    }
  }
}
