import AppSupport
import ArgumentParser
import Files
import Platform
import Training

extension Handwrite {
  struct Rank: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Chooses which hands are offered: those that the reader can read.",
      discussion: """
        The network writes the same lines in every hand that it has learnt. The weight file that is written offers the hands of which few \
        characters are misread, the most legible as number 1.
        """)

    @Option(help: "Folder with the ink, as for train: the lines are of words of its other writers.")
    var data: String

    @Option(help: "Weight file to write (default: none, the hands are measured only).")
    var out: String?

    @Option(help: "Lines in each hand.")
    var lines = 8

    @Option(help: "The most characters of a hand that may be misread, in percent.")
    var limit = 10.0

    @Option(help: "Which of these hands, by legibility, is put first and so is the usual one.")
    var first = 1

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    @OptionGroup var neatness: BiasOption
    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (1...200).check("--lines", lines)
      try (0...1000).check("--limit", limit)
      try (1...1_000_000).check("--first", first)
    }

    func run() throws {
      let console = common.start()
      if let out { try OverwriteRefusal.checkPlace(out, overwrites: overwrite) }
      let writer = try weights.writerPath()
      let texts = try InkData(directory: data).validation.map(\.text)
      var progress = ProgressLine(console: console)
      let ranking = try HandRanking(
        writer: writer, reader: weights.readerPath(), texts: texts, lineCount: lines,
        bias: neatness.bias, seed: common.seed
      ) { done, total in progress.show(done, of: total, unit: "hands") { "" } }
      progress.clear()
      var legible = ranking.legible(limit: limit)
      if legible.indices.contains(first - 1) {
        legible.insert(legible.remove(at: first - 1), at: 0)
      }
      if common.json {
        for hand in ranking.hands { try console.result(json: hand) }
      } else {
        let mean = ranking.hands.map(\.cer).reduce(0, +) / Double(max(ranking.hands.count, 1))
        console.result(
          "\(legible.count) of \(ranking.hands.count) hands have at most \(limit) % of characters misread; all: "
            + "mean \(mean.rounded(places: 2)) %, worst \((ranking.hands.last?.cer ?? 0).rounded(places: 2)) %"
        )
      }
      guard let out else { return }
      guard !legible.isEmpty else { throw NoHands(file: writer, limit: limit) }
      try HandRanking.write(legible, from: writer, to: out)
    }

    /// No hand can be offered.
    private struct NoHands: DescribedError {
      let file: String
      let limit: Double
      var description: String { "\(file): no hand has at most \(limit) % of characters misread" }
    }
  }
}
