import AppSupport
import Language

/// What `info` prints of a model that reads and writes text.
struct ModelSummary: Encodable {
  let architecture: String
  let weights: String
  let parameters: Int
  let layers: [SequenceModel.Layer]
  let metadata: [String: String]

  init(_ model: SequenceModel, path: String) {
    architecture = SequenceModel.architecture
    weights = path
    parameters = model.network.parameterCount
    layers = model.layers
    metadata = model.remarks
  }

  func show(on console: Console, isJSON: Bool) throws {
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
