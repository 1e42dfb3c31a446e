import Inference
import ModelZoo
import NeuralNet
import TensorCore

/// What `info` says of a network: layers, shapes, parameters, and where its weights are from.
public struct NetworkReport: Encodable {
  private let architecture: String
  private let weights: String
  private let parameters: Int
  private let layers: [LayerRow]
  private let metadata: [String: String]
  private let title: String
  private let inputShape: Shape?

  private enum CodingKeys: CodingKey {
    case architecture, weights, parameters, layers, metadata
  }

  /// A report on a network that takes inputs of one shape: its layers are those that a forward pass goes through.
  ///
  /// - Parameters:
  ///   - title: what the text begins with; the architecture where nil.
  ///   - metadata: what the weight file says, of which data, metric and command are printed.
  public init(
    title: String? = nil, _ network: any Network & UnaryLayer, inputShape: Shape,
    _ metadata: ModelMetadata
  ) {
    self.init(
      title, network, inputShape, network.layerTable(inputShape: inputShape), metadata.values,
      metadata.path)
  }

  /// A report on a network that reads and writes text: its layers are its parts.
  public init(_ model: SequenceModel, path: String) {
    self.init(partsOf: model.network, ModelMetadata(model.metadata, path: path))
  }

  /// A report on a network whose layers are its parts.
  public init(partsOf network: any Network, _ metadata: ModelMetadata) {
    let rows = network.parts.flatMap { name, part -> [LayerRow] in
      switch part {
      case .module(let module):
        [
          LayerRow(
            name: name, summary: module.summary, output: [], parameters: module.parameterCount)
        ]
      case .parameter(let parameter):
        [
          LayerRow(
            name: name, summary: "a number a token", output: [],
            parameters: parameter.shape.count)
        ]
      case .buffer: []
      }
    }
    self.init(nil, network, nil, rows, metadata.values, metadata.path)
  }

  private init(
    _ title: String?, _ network: any Network, _ inputShape: Shape?, _ layers: [LayerRow],
    _ metadata: [String: String], _ path: String
  ) {
    architecture = type(of: network).architecture
    self.title = title ?? architecture
    weights = path
    parameters = network.parameterCount
    self.inputShape = inputShape
    self.layers = layers
    self.metadata = metadata
  }

  /// Writes it as one JSON object, or as text.
  public func write(to console: Console, asJSON: Bool) throws {
    if asJSON { return try console.result(json: self) }
    console.result("\(title), \(parameters) parameters")
    console.result("weights: \(weights)\n")
    var rows = layers.map { [$0.name, $0.summary, "\($0.output)", String($0.parameters)] }
    if let inputShape {
      rows.insert(["input", "", inputShape.description, ""], at: 0)
    } else {
      for index in rows.indices { rows[index].remove(at: 2) }
    }
    let header = ["layer", "what it does"] + (inputShape == nil ? [] : ["output"]) + ["parameters"]
    console.result(
      TextTable.lines(header: header, rows: rows, rightAligned: [header.count - 1])
        .joined(separator: "\n") + "\n")
    for key in ["directions", "data", "metric", "command"] {
      if let value = metadata[key] { console.result("\(key): \(value)") }
    }
  }
}
