import AppSupport
import ArgumentParser
import Inference

extension Classify {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the network: layers, shapes, parameters, and where its weights are from.")

    @OptionGroup var network: NetworkOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let model = try network.loaded()
      try NetworkReport(
        model.network, inputShape: model.network.inputShape, model.metadata
      ).write(to: console, asJSON: common.json)
    }
  }
}
