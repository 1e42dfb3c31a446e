import AppSupport
import Language

/// What `info` prints of a model that reads and writes text.
public struct ModelSummary: Encodable {
  private let architecture: String
  private let weights: String
  private let parameters: Int
  private let layers: [SequenceModel.Layer]
  private let metadata: [String: String]

  /// A summary of a model that was read from a file.
  public init(_ model: SequenceModel, path: String) {
    architecture = SequenceModel.architecture
    weights = path
    parameters = model.network.parameterCount
    layers = model.layers
    metadata = model.remarks
  }

  /// Writes it as one JSON object, or as text.
  public func show(on console: Console, isJSON: Bool) throws {
    if isJSON { return try console.result(json: self) }
    console.result("\(architecture), \(parameters) parameters")
    console.result("weights: \(weights)\n")
    let rows = layers.map { [$0.name, $0.summary, String($0.parameters)] }
    console.result(
      TextTable.lines(
        header: ["part", "what it is", "parameters"], rows: rows, rightAligned: [2]
      ).joined(separator: "\n") + "\n")
    for key in ["directions", "data", "metric", "command"] {
      if let value = metadata[key] { console.result("\(key): \(value)") }
    }
  }
}
