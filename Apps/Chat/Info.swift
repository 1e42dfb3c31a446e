import AppSupport
import ArgumentParser
import Inference
import Training

extension Chat {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the network: layers, parameters, and where its weights are from.")

    @OptionGroup var source: ModelOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let path = try source.path()
      try NetworkReport(ChatBot(contentsOf: path).model, path: path)
        .write(to: console, asJSON: common.json)
    }
  }
}
