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
      discussion: "A source that stands on several lines has several references.")

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
      let groups = TranslationCorpus.grouped(try pairs())
      let translator = try languages.load().translator
      let start = ContinuousClock.now
      let result = try TranslationEvaluation(
        of: translator, languages.direction, on: groups, options: search.options())
      let seconds = (ContinuousClock.now - start).seconds
      if let out {
        let lines = result.sentences.map {
          ([$0.source, $0.translation] + $0.references).joined(separator: "\t") + "\n"
        }
        try AtomicFile.write(lines.joined(), to: out)
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
