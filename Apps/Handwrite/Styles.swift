import AppSupport
import ArgumentParser
import Imaging
import Inference
import Ink

extension Handwrite {
  struct Styles: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws a contact sheet of all hands with their numbers.")

    @Option(help: "Picture to write (.png or .jpg).")
    var out: String

    @Option(help: "What is written in each hand.")
    var text = "Quick Hands 27"

    @Option(help: "The most hands to show.")
    var count = 120

    @OptionGroup var neatness: BiasOption
    @OptionGroup var weights: WeightOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws { try (1...600).check("--count", count) }

    func run() throws {
      let console = common.start()
      try drawing.check(out)
      let penman = try Penman(contentsOf: weights.writerPath(), reader: weights.reader())
      let hands = 1...max(1, min(count, penman.styleCount))
      var options = WritingOptions()
      (options.bias, options.lineWidth) = (neatness.bias, .infinity)
      let cells = try hands.map { number in
        options.seed = common.seed &+ UInt64(number)
        let written = try penman.write(text, in: penman.style(number), options)
        return InkSheet.Cell(written.ink, caption: String(number))
      }
      let sheet = InkSheet(
        cells, columnCount: 5, cellSize: ImageSize(height: 90, width: 320), pixelsPerUnit: 1.2)
      try sheet.image().write(to: out)
      if common.json {
        return try console.result(
          json: Report(out: out, shown: cells.count, styles: penman.styleCount))
      }
      console.result("\(out): \(cells.count) of \(penman.styleCount) hands")
    }

    private struct Report: Encodable {
      let out: String
      let shown: Int
      let styles: Int
    }
  }
}
