import Training

extension SequenceRun {
  /// A translator about to be trained on these corpora; the best weights are those with the highest mean BLEU.
  ///
  /// - Parameter command: the command line, for the weight file's remarks.
  public convenience init(
    _ recipe: SequenceRecipe, corpora: [TranslationCorpus], command: String, directory: String,
    resumes: Bool
  ) throws {
    let texts = corpora.map {
      "\($0.direction) \($0.training.count) pairs \($0.repetitions) times"
    }
    let material = SequenceMaterial(
      training: corpora.map { ($0.material($0.training), $0.repetitions) },
      validation: corpora.flatMap { $0.material($0.validation) },
      subject: texts.joined(separator: ", "),
      remarks: [
        "directions": corpora.map(\.direction.description).joined(separator: ","),
        "data": corpora.map { "\($0.training.count) pairs \($0.direction)" }
          .joined(separator: ", "),
        "command": "translate " + command,
      ], goal: ("bleu", true))
    try self.init(recipe, material, directory: directory, resumes: resumes) { model in
      let translator = Translator(model, directions: corpora.map(\.direction))
      return { _ in try SequenceRun.figures(translator, corpora) }
    }
  }

  /// BLEU of greedy translations in each direction, and their mean.
  private static func figures(_ translator: Translator, _ corpora: [TranslationCorpus]) throws
    -> [Metric]
  {
    var options = Translator.Options()
    options.beam = 1
    let scores = try corpora.map { corpus in
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
