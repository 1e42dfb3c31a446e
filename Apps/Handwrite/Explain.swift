import AppSupport
import ArgumentParser
import Files
import Imaging
import Inference

extension Handwrite {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws what the network does while it writes: its window, and the next point.")

    @Argument(help: "A word.")
    var text: String

    @Option(help: "PNG to write.")
    var out: String

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    @OptionGroup var hand: HandOptions
    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      if ImageFileFormat(name: out) != .png {
        throw ValidationError("--out names a file that ends in .png, not \(out)")
      }
    }

    func run() throws {
      let console = common.start()
      if !overwrite && InputFile.isRegular(out) { throw InkDestination.Taken(file: out) }
      let penman = try Penman(contentsOf: weights.writerPath(), reader: nil)
      let picture = try penman.explanation(
        of: text, in: hand.style(of: penman, seed: common.seed), hand.chosen(seed: common.seed))
      try picture.writePNG(to: out)
      console.result(out)
    }
  }
}
