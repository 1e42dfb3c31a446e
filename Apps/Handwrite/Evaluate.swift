import AppSupport
import ArgumentParser
import Training

extension Handwrite {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures writing and reading on writers that were not learnt from.")

    @Option(help: "Folder with the ink, as for train.")
    var data: String

    @Option(help: "The most words to measure by, evenly chosen (default: all).")
    var samples: Int?

    @Option(help: "Lines to generate and to read.")
    var lines = 200

    @Option(help: "Weight file of the network without a text, to compare with.")
    var predictorWeights: String?

    @OptionGroup var neatness: BiasOption
    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (2...1_000_000).check("--samples", samples)
      try (1...10_000).check("--lines", lines)
    }

    func run() throws {
      let console = common.start()
      let result = try HandwritingEvaluation(
        writer: weights.writerPath(), predictor: predictorWeights.map(WeightOption.file),
        reader: weights.readerPath(), directory: data, sampleLimit: samples,
        lineCount: lines, bias: neatness.bias, seed: common.seed)
      if common.json { return try console.result(json: result) }
      func percent(_ value: Double) -> String { "\(value.rounded(places: 2)) %" }
      console.result("\(result.count) words and lines of other writers in \(data)")
      console.result("loss a point: \(result.loss_per_point.rounded(places: 4)) nats")
      if let base = result.predictor_loss_per_point {
        console.result("without a text: \(base.rounded(places: 4)) nats")
      }
      console.result(
        "reader: \(percent(result.reader_cer)) of characters wrong, "
          + "\(percent(result.reader_cer_greedy)) without the language model")
      console.result("reader on traced pictures of the same: \(percent(result.traced_cer)) wrong")
      console.result(
        "\(result.generated) generated lines: \(percent(result.generated_cer)) wrong, "
          + "\(percent(result.redrawn_cer)) once misread words are drawn again")
    }
  }
}
