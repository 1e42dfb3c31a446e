import Datasets
import Inference

extension SequenceTraining {
  /// A translator about to be trained on these corpora; the best weights are those with the highest mean BLEU.
  ///
  /// - Parameter command: the command line, for the weight file's metadata.
  public init(
    _ recipe: SequenceRecipe, corpora: [TranslationCorpus],
    phrasebook: (book: Phrasebook, repetitions: Int)? = nil, command: String, directory: String,
    resumes: Bool
  ) throws {
    var texts = corpora.map {
      "\($0.direction) \($0.training.count) pairs \($0.repetitions) times"
    }
    if let phrasebook {
      texts.append("\(phrasebook.book.phrases.count) phrases \(phrasebook.repetitions) times")
    }
    let known = SequenceTraining.known(corpora, phrasebook?.book)
    let drawing = PairDrawing(
      corpora, known: known, phrasebook: phrasebook, seed: recipe.seed)
    let material = SequenceMaterial(
      training: [(drawing.pairs(epoch: 0), 1)], drawn: drawing.pairs,
      validation: corpora.flatMap { $0.material($0.validation) },
      data: texts.joined(separator: ", "),
      metadata: [
        "directions": Set(corpora.map(\.direction.description)).sorted().joined(separator: ","),
        "data": corpora.map { "\($0.training.count) pairs \($0.direction)" }
          .joined(separator: ", "),
        "command": "translate " + command,
      ].merging(known.flatMap { $0.value.metadata($0.key) }) { $1 }, monitor: .maximum("bleu"))
    try self.init(recipe, material, directory: directory, resumes: resumes) { model in
      let translator = Translator(model, directions: corpora.map(\.direction))
      return { _ in try SequenceTraining.figures(translator, corpora) }
    }
  }

  /// What the data of each direction say of words.
  private static func known(_ corpora: [TranslationCorpus], _ book: Phrasebook?) -> [Direction:
    KnownWords]
  {
    var known: [Direction: KnownWords] = Dictionary(grouping: corpora, by: \.direction).reduce(
      into: [:]) { known, item in
        let phrases =
          book?.phrases.flatMap { phrase in
            phrase[item.key.source, default: []].flatMap { source in
              phrase[item.key.target, default: []].map { SentencePair(source: source, target: $0) }
            }
          } ?? []
        let cities = (book?.slots.city ?? []) + (book?.slots.month ?? []) + (book?.slots.day ?? [])
        let places = cities.flatMap { row -> [SentencePair] in
          guard let from = Phrasebook.languages.firstIndex(of: item.key.source),
            let to = Phrasebook.languages.firstIndex(of: item.key.target)
          else { return [] }
          return (0..<3).map { _ in
            SentencePair(source: "- " + row[from], target: "- " + row[to])
          }
        }
        known[item.key] = KnownWords(
          item.value.flatMap(\.training) + phrases + places, names: Set(book?.slots.name ?? []))
      }
    // Where names are written in another script, the data do not tell those to copy: those that the other language's data
    // do not translate either are copied, unless they are frequent.
    for direction in known.keys where direction.target == "zh" {
      let others = known.filter { $0.key.source == direction.source && $0.key != direction }
      guard !others.isEmpty else { continue }
      var translated = Set(
        [book?.slots.city, book?.slots.day, book?.slots.month].compactMap { $0 }.joined()
          .compactMap(\.first))
      for other in others.values { translated.formUnion(other.kept) }
      known[direction]?.copyNames(besides: translated, unlessSeen: 60)
    }
    return known
  }

  /// BLEU of greedy translations in each direction, and their mean.
  private static func figures(_ translator: Translator, _ corpora: [TranslationCorpus]) throws
    -> [Metric]
  {
    var options = Translator.Options()
    options.beam = 1
    let scores = try corpora.filter { !$0.validation.isEmpty }.map { corpus in
      let groups = TranslationCorpus.grouped(corpus.validation)
      let sample = stride(from: 0, to: groups.count, by: max(1, groups.count / sampleCount))
        .map { groups[$0] }
      return Metric(
        "bleu \(corpus.direction)",
        try TranslationEvaluation(
          of: translator, corpus.direction, on: sample, options: options
        ).bleu.score)
    }
    let mean = scores.reduce(0) { $0 + $1.value } / Double(scores.count)
    return [Metric("bleu", mean)] + (scores.count > 1 ? scores : [])
  }

  /// About how many validation sentences of each direction an epoch's BLEU is of.
  private static let sampleCount = 500
}
