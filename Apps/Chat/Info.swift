import AppSupport
import ArgumentParser
import Language
import LanguageSupport

extension Chat {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the network: layers, parameters, and where its weights are from.")

    @OptionGroup var source: ModelOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let path = try source.path()
      try ModelSummary(ChatBot(contentsOf: path).model, path: path)
        .show(on: console, isJSON: common.json)
    }
  }
}
