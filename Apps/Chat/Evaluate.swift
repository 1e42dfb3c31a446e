import AppSupport
import ArgumentParser
import Datasets
import Files
import Inference
import Training

extension Chat {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures a bot on conversations it has not seen.",
      discussion: """
        Perplexity of people's replies (a word is one of BLEU's 13a words, punctuation among them, or the end of a \
        reply), BLEU of the bot's replies against all of people's, and how varied the bot's replies are. Lines with the \
        same context are one context with several replies. Where nobody's replies are given, the bot's are printed, to be \
        read.
        """)

    @Option(
      help: "File as for train; JSON lines may have responses, a list, or context alone.")
    var data: String

    @OptionGroup var source: ModelOptions
    @OptionGroup var reply: ReplyOptions

    @Option(help: "Write context, reply and people's replies, a line each, with tabs between them.")
    var out: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let openings = try Dialogues.openings(data)
      let examples = try openings ?? Dialogues.read(data)
      let bot = try ChatBot(contentsOf: source.path())
      if let openings { return try answer(openings.map(\.context), bot, console) }
      let result = try ChatEvaluation(
        of: bot, on: examples, options: reply.options, seed: common.seed)
      if let out {
        let lines = result.replies.map { example, reply in
          ([example.context.joined(separator: " / "), reply] + example.responses)
            .joined(separator: "\t") + "\n"
        }
        try AtomicFile.write(lines.joined(), to: out)
      }
      let report = Report(result)
      if common.json { return try console.result(json: report) }
      console.result(
        """
        \(report.count) contexts with \(result.replies.reduce(0) { $0 + $1.example.responses.count }) replies of people
        perplexity    \(report.perplexity_per_token.rounded(places: 2)) a token, \
        \(report.perplexity_per_word.rounded(places: 2)) a word
        BLEU-1, -2    \(report.bleu_1.rounded(places: 2)), \(report.bleu_2.rounded(places: 2))
        distinct-1, -2    \(report.distinct_1.rounded(places: 4)), \(report.distinct_2.rounded(places: 4))
        the ten most frequent replies    \((100 * report.top10_share).rounded(places: 2)) % of all
        """)
    }

    private func answer(_ contexts: [[String]], _ bot: ChatBot, _ console: Console) throws {
      let replies = try ChatEvaluation.replies(
        of: bot, to: contexts, options: reply.options, seed: common.seed)
      let answers = zip(contexts, replies).map { Answer(context: $0, reply: $1) }
      let lines = answers.map { $0.context.joined(separator: " / ") + "\t" + $0.reply }
      if let out {
        try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: out)
      } else if common.json {
        for answer in answers { try console.result(json: answer) }
      } else {
        console.result(lines.joined(separator: "\n"))
      }
    }

    private struct Answer: Encodable {
      let context: [String]
      let reply: String
    }

    private struct Report: Encodable {
      let perplexity_per_token: Double
      let perplexity_per_word: Double
      let bleu_1: Double
      let bleu_2: Double
      let distinct_1: Double
      let distinct_2: Double
      let top10_share: Double
      let count: Int

      init(_ result: ChatEvaluation) {
        perplexity_per_token = result.perplexityPerToken
        perplexity_per_word = result.perplexityPerWord
        bleu_1 = result.bleu1
        bleu_2 = result.bleu2
        distinct_1 = result.distinct1
        distinct_2 = result.distinct2
        top10_share = result.topTenShare
        count = result.replies.count
      }
    }
  }
}
