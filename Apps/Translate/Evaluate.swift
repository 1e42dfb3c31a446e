import AppSupport
import ArgumentParser
import Datasets
import Files
import Inference
import Training

extension Translate {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures BLEU and chrF, as sacreBLEU computes them, on pairs of sentences.",
      discussion: """
        A source that stands on several lines has several references. A phrasebook's test set (kind, English, French, \
        Chinese, wordings separated by ' | ') gives figures for each kind and how many lines keep their digits and names.
        """)

    @OptionGroup var languages: ModelOptions

    @Option(help: "Tab-separated pairs, first the source; may be compressed by gzip.")
    var data: String?

    @Option(help: "Source sentences, a line each, with --target.")
    var source: String?

    @Option(help: "Their translations, line by line.")
    var target: String?

    @Flag(help: "The second column is the source.")
    var swap = false

    @OptionGroup var search: SearchOptions

    @Option(help: "Write source, translation and references, a line each, with tabs between them.")
    var out: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard (data == nil) != (source == nil), (source == nil) == (target == nil) else {
        throw ValidationError("give --data FILE, or --source FILE and --target FILE")
      }
    }

    func run() throws {
      let console = common.start()
      if let data, try Phrasebook.isTest(data) {
        return try evaluate(Phrasebook.test(data), on: console)
      }
      let groups = TranslationCorpus.grouped(try pairs())
      let translator = try languages.load().translator
      let start = ContinuousClock.now
      let result = try TranslationEvaluation(
        of: translator, languages.direction, on: groups, options: search.options())
      let seconds = (ContinuousClock.now - start).seconds
      if let out {
        try AtomicFile.write(result.sentences.map { line(of: $0) }.joined(), to: out)
      }
      if common.json {
        try console.result(
          json: Report(
            direction: languages.direction.description, count: groups.count,
            bleu: result.bleu.score, bleu_signature: result.bleu.signature,
            chrf: result.chrF.score, chrf_signature: result.chrF.signature))
      } else {
        console.result(
          "\(languages.direction), \(groups.count) sentences in \(seconds.rounded(places: 1)) s")
        console.result("\(result.bleu)  \(result.bleu.signature)")
        console.result("\(result.chrF)  \(result.chrF.signature)")
      }
    }

    private func line(of sentence: TranslationEvaluation.Sentence) -> String {
      ([sentence.source, sentence.translation] + sentence.references).joined(separator: "\t") + "\n"
    }

    private func evaluate(
      _ lines: [(kind: String, phrase: Phrasebook.Phrase)], on console: Console
    ) throws {
      let result = try PhrasebookEvaluation(
        of: languages.load().translator, languages.direction, on: lines, options: search.options())
      if let out {
        let lines = result.sentences.map { $0.kind + "\t" + line(of: $0.sentence) }
        try AtomicFile.write(lines.joined(), to: out)
      }
      if common.json {
        return try console.result(
          json: PhrasebookReport(
            direction: languages.direction.description, kinds: result.figures,
            digits: result.digits, names: result.names, bleu_signature: result.signatures.bleu,
            chrf_signature: result.signatures.chrF))
      }
      let rows = result.figures.map {
        [$0.kind, "\($0.count)", "\($0.bleu.rounded(places: 1))", "\($0.chrf.rounded(places: 1))"]
      }
      console.result(
        TextTable.lines(
          header: ["\(languages.direction)", "lines", "BLEU", "chrF2"], rows: rows,
          rightAligned: [1, 2, 3]
        ).joined(separator: "\n"))
      console.result(
        "digits arrive in \(result.digits.kept) of \(result.digits.lines) lines, names in "
          + "\(result.names.kept) of \(result.names.lines)")
    }

    private struct PhrasebookReport: Encodable {
      let direction: String
      let kinds: [PhrasebookEvaluation.Figures]
      let digits: PhrasebookEvaluation.Survival
      let names: PhrasebookEvaluation.Survival
      let bleu_signature: String
      let chrf_signature: String
    }

    private func pairs() throws -> [SentencePair] {
      var pairs: [SentencePair] = []
      if let data {
        pairs = try SentencePairs.tabSeparated(data)
      } else if let source, let target {
        pairs = try SentencePairs.parallel(source: source, target: target)
      }
      return swap ? pairs.map(\.reversed) : pairs
    }

    private struct Report: Encodable {
      let direction: String
      let count: Int
      let bleu: Double
      let bleu_signature: String
      let chrf: Double
      let chrf_signature: String
    }
  }
}
