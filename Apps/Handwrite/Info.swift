import AppSupport
import ArgumentParser
import Inference

extension Handwrite {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the networks: layers, parameters, and where their weights are from.")

    @Flag(help: "The network that reads.")
    var reader = false

    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let report: NetworkReport
      if reader {
        let model = try HandwritingReaderModel(contentsOf: weights.readerPath())
        report = NetworkReport(partsOf: model.network, model.metadata)
      } else {
        let model = try HandwritingSynthesisModel(contentsOf: weights.writerPath())
        report = NetworkReport(partsOf: model.network, model.metadata)
      }
      try report.write(to: console, asJSON: common.json)
    }
  }
}
