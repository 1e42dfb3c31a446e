import AppSupport
import ArgumentParser
import Datasets
import Inference
import Training

/// Which sentence pairs, of which languages.
struct CorpusOptions: ParsableArguments {
  @Option(
    help: "Tab-separated pairs, first the source; may be repeated. May be compressed by gzip.")
  var data: [String] = []

  @Option(help: "Source sentences, a line each, with --target.")
  var source: String?

  @Option(help: "Their translations, line by line.")
  var target: String?

  @Option(
    help:
      "Validation pairs for each --data, 'none' for one without (default: some of the training pairs are kept aside)."
  )
  var validation: [String] = []

  @Option(help: "Validation sentences for --source.")
  var validationSource: String?

  @Option(help: "Their translations.")
  var validationTarget: String?

  @Option(help: "Language of the source, once for each --data.")
  var from: [String] = ["en"]

  @Option(help: "Language of the target, once for each --data.")
  var to: [String] = ["fr"]

  @Option(help: "How often an epoch shows each --data; 0.4 shows two pairs in five.")
  var repetitions: [Double] = []

  @Option(
    help: "Phrasebook: English, French, Chinese in three columns, wordings separated by ' | '.")
  var phrasebook: String?

  @Option(help: "JSON file with the words for the phrasebook's slots.")
  var slots: String?

  @Option(help: "How often an epoch shows each phrase.")
  var phrasebookRepetitions = 2

  @Option(
    help:
      "How often an epoch shows each single word that the pairs translate alike, and each of --dictionary."
  )
  var singleWords: Double?

  @Option(help: "The dictionary CC-CEDICT, for the single words of Chinese.")
  var dictionary: String?

  @Flag(help: "The second column is the source.")
  var swap = false

  func validate() throws {
    for code in from + to where !Direction.isCode(code) {
      throw ValidationError("'\(code)' is no language code such as en, fr or zh")
    }
    guard data.isEmpty != (source == nil), (source == nil) == (target == nil) else {
      throw ValidationError("give --data FILE, or --source FILE and --target FILE")
    }
    guard (validationSource == nil) == (validationTarget == nil) else {
      throw ValidationError("--validation-source and --validation-target belong together")
    }
    try (1...100).check("--phrasebook-repetitions", phrasebookRepetitions)
    if slots != nil, phrasebook == nil { throw ValidationError("--slots belongs to --phrasebook") }
    let count = max(data.count, 1)
    for (name, number) in [("--from", from.count), ("--to", to.count)]
    where number != 1 && number != count {
      throw ValidationError("\(name) is given \(number) times for \(count) data files")
    }
    for (name, number) in [
      ("--validation", validation.count), ("--repetitions", repetitions.count),
    ]
    where number != 0 && number != count {
      throw ValidationError("\(name) is given \(number) times for \(count) data files")
    }
    if dictionary != nil, singleWords == nil {
      throw ValidationError("--dictionary belongs to --single-words")
    }
    if let odd = (repetitions + [singleWords].compactMap(\.self)).first(where: {
      !(0.001...100).contains($0)
    }) {
      throw ValidationError("repetitions are between 0.001 and 100, not \(odd)")
    }
  }

  /// All directions in a name for a folder.
  var name: String { directions.map(\.description).joined(separator: "-") }

  private var directions: [Direction] {
    (0..<max(data.count, 1)).map {
      Direction(from: from[from.count == 1 ? 0 : $0], to: to[to.count == 1 ? 0 : $0])
    }
  }

  func load(seed: UInt64) throws -> [TranslationCorpus] {
    let corpora = try sentences(seed: seed)
    guard let singleWords else { return corpora }
    let dictionary = try dictionary.map { try ChineseDictionary(contentsOf: $0) }
    return corpora
      + SingleWords.corpora(of: corpora, dictionary: dictionary, repetitions: singleWords)
  }

  private func sentences(seed: UInt64) throws -> [TranslationCorpus] {
    if let source, let target {
      var held: [SentencePair]?
      if let validationSource, let validationTarget {
        held = try SentencePairs.parallel(source: validationSource, target: validationTarget)
      }
      return [
        TranslationCorpus(
          directions[0], training: try SentencePairs.parallel(source: source, target: target),
          validation: held, seed: seed)
      ]
    }
    return try data.indices.map { index in
      TranslationCorpus(
        directions[index], training: try pairs(data[index]),
        validation: validation.isEmpty
          ? nil : validation[index] == "none" ? [] : try pairs(validation[index]),
        repetitions: repetitions.isEmpty ? 1 : repetitions[index], seed: seed)
    }
  }

  /// The phrasebook, and how often an epoch shows each phrase.
  func loadPhrasebook() throws -> (book: Phrasebook, repetitions: Int)? {
    try phrasebook.map {
      (try Phrasebook(contentsOf: $0, slots: slots), phrasebookRepetitions)
    }
  }

  private func pairs(_ path: String) throws -> [SentencePair] {
    let pairs = try SentencePairs.tabSeparated(path)
    return swap ? pairs.map(\.reversed) : pairs
  }
}
