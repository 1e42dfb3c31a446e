import AppSupport
import ArgumentParser
import Files
import Imaging
import Inference
import Ink

extension Handwrite {
  struct Styles: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws a contact sheet of all hands with their numbers.")

    @Option(help: "PNG to write.")
    var out: String

    @Option(help: "What is written in each hand.")
    var text = "Quick Hands 27"

    @Option(help: "The most hands to show.")
    var count = 120

    @Option(help: "How neat: 0 as people write, 1 very neat.")
    var bias: Float = 0.8

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (1...600).check("--count", count)
      try (0...3).check("--bias", bias)
      if ImageFileFormat(name: out) != .png {
        throw ValidationError("--out names a file that ends in .png, not \(out)")
      }
    }

    func run() throws {
      let console = common.start()
      if !overwrite && InputFile.isRegular(out) { throw InkDestination.Taken(file: out) }
      let penman = try Penman(contentsOf: weights.writerPath(), reader: weights.reader())
      let hands = 1...max(1, min(count, penman.styleCount))
      var options = WritingOptions()
      (options.bias, options.lineWidth) = (bias, .infinity)
      let cells = try hands.map { number in
        options.seed = common.seed &+ UInt64(number)
        let written = try penman.write(text, in: penman.style(number), options)
        return InkSheet.Cell(written.ink, caption: String(number))
      }
      let sheet = InkSheet(
        cells, columnCount: 5, cellSize: ImageSize(height: 90, width: 320), pixelsPerUnit: 1.2)
      try sheet.image().writePNG(to: out)
      console.result("\(out): \(cells.count) of \(penman.styleCount) hands")
    }
  }
}
