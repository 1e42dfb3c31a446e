import AppSupport
import ArgumentParser
import Inference

extension Detect {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the network: layers, shapes, parameters, and where its weights are from.")

    @OptionGroup var network: DetectorOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let model = try DetectorModel(contentsOf: network.path())
      let side = network.side.side ?? model.side
      try NetworkReport(model.network, inputShape: [side, side, 3], model.metadata)
        .write(to: console, asJSON: common.json)
    }
  }
}
