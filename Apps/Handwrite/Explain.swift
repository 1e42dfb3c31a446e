import AppSupport
import ArgumentParser
import Imaging
import Inference

extension Handwrite {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws what the network does while it writes: its window, and the next point.")

    @Argument(help: "A word.")
    var text: String

    @Option(help: "Picture to write (.png or .jpg).")
    var out: String

    @OptionGroup var hand: HandOptions
    @OptionGroup var weights: WeightOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      try drawing.check(out)
      let penman = try Penman(contentsOf: weights.writerPath(), reader: nil)
      let picture = try penman.explanation(
        of: text, in: hand.style(of: penman, seed: common.seed), hand.chosen(seed: common.seed))
      try picture.write(to: out)
      console.result(out)
    }
  }
}
