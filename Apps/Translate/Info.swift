import AppSupport
import ArgumentParser
import Language
import LanguageSupport

extension Translate {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the network: layers, parameters, and where its weights are from.")

    @OptionGroup var languages: ModelOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let path = try languages.path()
      let translator = try Translator(contentsOf: path)
      try ModelSummary(translator.model, path: path).show(on: console, isJSON: common.json)
    }
  }
}
