import AppSupport
import ArgumentParser
import Inference

extension Colorize {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the network: layers, shapes, parameters, and where its weights are from.")

    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let model = try ColorizerModel(contentsOf: weights.path())
      try NetworkReport(model.network, inputShape: [128, 128, 1], model.metadata)
        .write(to: console, asJSON: common.json)
    }
  }
}
