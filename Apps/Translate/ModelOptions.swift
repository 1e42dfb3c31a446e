import AppSupport
import ArgumentParser
import Inference

/// From which language into which, and the model that does it.
struct ModelOptions: ParsableArguments {
  @Option(
    help: "Language of the text: en, fr or zh with the models that ship; Chinese in any script.")
  var from = "en"

  @Option(
    help:
      "Language of the translation (default: fr from English, else English); zh-Hant is Chinese in traditional characters."
  )
  var to: String?

  @Option(help: "Weight file of another model, with its tokenizer.model beside it.")
  var weights: String?

  @Option(help: "Name of a folder under Data/Models (default: the one for the languages).")
  var model: String?

  func validate() throws {
    for code in [from, to].compactMap({ $0 }).map(plain) where !Direction.isCode(code) {
      throw ValidationError("'\(code)' is no language code such as en, fr or zh")
    }
  }

  var direction: Direction {
    Direction(from: plain(from), to: plain(to ?? (from == "en" ? "fr" : "en")))
  }

  /// Whether Chinese is written in traditional characters.
  var isTraditional: Bool { to.map { ModelOptions.scripts[$0] == true } ?? false }

  /// Chinese in a script of its own, and whether that is the traditional one.
  private static let scripts = ["zh-Hant": true, "zh-Hans": false]

  private func plain(_ code: String) -> String { ModelOptions.scripts[code] == nil ? code : "zh" }

  /// The weight file.
  func path() throws -> String {
    if let weights { return weights }
    return try model.map { try ShippedData.weights(of: $0) }
      ?? TranslationService.shippedWeights(direction)
  }

  func load() throws -> TranslationService {
    try TranslationService(contentsOf: path(), direction)
  }
}

/// How translations are searched for.
struct SearchOptions: ParsableArguments {
  @Option(help: "How many unfinished translations are kept; 1 is greedy search and fastest.")
  var beam = 5

  @Option(help: "How much long translations are favoured, from 0.")
  var lengthPenalty: Float = 1

  @Option(help: "How much leaving words out costs, from 0.")
  var coveragePenalty: Float = 0

  @Option(help: "How many sentences are translated at once.")
  var batch = 32

  func validate() throws {
    try (1...1024).check("--batch", batch)
    try (1...64).check("--beam", beam)
    for (name, value) in [
      ("--length-penalty", lengthPenalty), ("--coverage-penalty", coveragePenalty),
    ]
    where !(0...10).contains(value) {
      throw ValidationError("\(name) is between 0 and 10, not \(value)")
    }
  }

  func options(alternatives: Int = 1) -> Translator.Options {
    var options = Translator.Options()
    options.beam = beam
    options.lengthPenalty = lengthPenalty
    options.coveragePenalty = coveragePenalty
    options.alternatives = alternatives
    options.batch = batch
    return options
  }
}
