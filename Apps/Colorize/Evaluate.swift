import AppSupport
import ArgumentParser
import Datasets
import Inference
import Training

extension Colorize {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures colours against those of pictures that have them.",
      discussion: """
        Every picture below the folder is turned to grey, coloured, and compared with itself. The network alone is measured, on \
        pictures reduced to 128 pixels at most; --refined measures what `colorize run` makes of them.
        """)

    @Option(help: "Folder with pictures in colour, at any depth.")
    var data: String

    @Flag(help: "Measure what people get: mirrored views, edges, and the picture's full size.")
    var refined = false

    @Option(help: "The longer side that the network sees at most, without --refined.")
    var side = 128

    @OptionGroup var weights: WeightOptions
    @OptionGroup var colors: ColorOptions
    @OptionGroup var common: CommonOptions

    func validate() throws { try (16...1024).check("--side", side) }

    func run() throws {
      let console = common.start()
      let colorizer = try weights.colorizer()
      let pictures = try PictureTree(directory: data)
      var failures = 0
      let result = try ColorizationEvaluation(
        of: colorizer, on: pictures,
        refined
          ? .application(colors.chosen)
          : .network(longerSide: side, temperature: colors.temperature)
      ) {
        console.failure("\($0)")
        failures += 1
      }
      if common.json {
        try console.result(json: result)
      } else {
        for line in lines(result) { console.result(line) }
      }
      if failures > 0 { throw ExitCode.failure }
    }

    private func lines(_ result: ColorizationEvaluation) -> [String] {
      func row(_ name: String, _ values: [Double?]) -> [String] {
        [name] + values.map { $0.map { "\($0.rounded(places: 1))" } ?? "" }
      }
      let table = TextTable.lines(
        header: ["", "auc", "rebalanced", "psnr", "colourfulness"],
        rows: [
          row(
            "colorize",
            [result.auc, result.auc_rebalanced, result.psnr, result.colourfulness]),
          row("grey", [result.grey_auc, result.grey_auc_rebalanced, result.grey_psnr, 0]),
          row("original", [nil, nil, nil, result.original_colourfulness]),
        ], rightAligned: [1, 2, 3, 4])
      return ["\(result.count) pictures below \(data)"] + table
    }
  }
}
