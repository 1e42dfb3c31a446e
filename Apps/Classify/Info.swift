import AppSupport
import ArgumentParser
import ModelZoo

extension Classify {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the network: layers, shapes, parameters, and where its weights are from.")

    @OptionGroup var network: NetworkOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let path = try network.path()
      let file = try ClassifierFile(contentsOf: path, expected: network.model)
      let rows = file.model.layerTable()
      if common.json {
        try console.result(
          json: Report(
            architecture: file.architecture.rawValue, weights: path,
            parameters: file.model.parameterCount, layers: rows.map(Report.Layer.init),
            metadata: file.metadata))
        return
      }
      console.result("\(file.architecture.rawValue), \(file.model.parameterCount) parameters")
      console.result("weights: \(path)")
      console.result("")
      console.result(
        TextTable.lines(
          header: ["layer", "what it does", "output", "parameters"],
          rows: [["input", "", file.model.inputShape.description, ""]]
            + rows.map {
              [$0.name, $0.summary, $0.outputShape.description, String($0.parameterCount)]
            }, rightAligned: [3]
        ).joined(separator: "\n"))
      console.result("")
      for key in ["data", "metric", "command"] {
        if let value = file.metadata[key] { console.result("\(key): \(value)") }
      }
    }

    private struct Report: Encodable {
      let architecture: String
      let weights: String
      let parameters: Int
      let layers: [Layer]
      let metadata: [String: String]

      struct Layer: Encodable {
        let name: String
        let summary: String
        let output: [Int]
        let parameters: Int

        init(_ row: LayerRow) {
          name = row.name
          summary = row.summary
          output = row.outputShape.dimensions
          parameters = row.parameterCount
        }
      }
    }
  }
}
