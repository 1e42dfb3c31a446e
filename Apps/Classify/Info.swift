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
      try NetworkReport(
        architecture: file.architecture.rawValue, weights: path,
        parameters: file.model.parameterCount, inputShape: file.model.inputShape,
        layers: file.model.layerTable(), metadata: file.metadata
      ).write(to: console, asJSON: common.json)
    }
  }
}
