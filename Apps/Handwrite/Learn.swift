import AppSupport
import ArgumentParser
import Files
import Inference
import Ink
import Training

extension Handwrite {
  struct Learn: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a style from some words in your own hand.",
      discussion: """
        The ink is a file of JSON lines, InkML, IAM-OnDB XML or UNIPEN whose samples say what is written. A dozen words are plenty; \
        the first \(StyleLearning.sampleLimit) are learnt from, each a word or a line of at most 1000 points, 5 units apart. Use the style \
        with --style FILE and the weights it was learnt with.
        """)

    @Option(help: "File with ink in the hand to learn.")
    var ink: String

    @Option(help: "Style file to write.")
    var out: String

    @Option(help: "Steps of learning.")
    var steps = 100

    @Flag(help: "Lead each word by a sample of the ink as well.")
    var primer = false

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    private struct Report: Encodable {
      let out: String
      let samples: Int
      let left_out: String
      let loss_before: Double
      let loss_nearest: Double
      let loss: Double
    }

    func validate() throws { try (0...10_000).check("--steps", steps) }

    func run() throws {
      let console = common.start()
      try OverwriteRefusal.checkPlace(out, overwrites: overwrite)
      let samples = try readInk(ink)
      let model = try HandwritingSynthesisModel(contentsOf: weights.writerPath())
      var learning = StyleLearning()
      (learning.steps, learning.seed, learning.usesPrimer) = (steps, common.seed, primer)
      let result = try learning(model, samples, file: ink)
      try result.style.write(to: out, network: model.network.fingerprint)
      if !result.leftOut.isEmpty { console.remark("Note: left out: \(result.leftOut)") }
      let report = Report(
        out: out, samples: result.sampleCount, left_out: result.leftOut,
        loss_before: result.lossBefore.rounded(places: 4),
        loss_nearest: result.lossNearest.rounded(places: 4), loss: result.loss.rounded(places: 4))
      if common.json { return try console.result(json: report) }
      console.result(
        "\(out): \(report.samples) samples, loss a point \(report.loss_before) in anybody's hand, "
          + "\(report.loss_nearest) in the most alike, \(report.loss) in this one")
    }
  }
}
