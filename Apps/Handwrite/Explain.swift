import AppSupport
import ArgumentParser
import Imaging
import Inference

extension Handwrite {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws what the network does while it writes: its window, and the next point.")

    @Argument(help: "A word, of at most \(Penman.explanationLimit) characters.")
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
      let style = try hand.style(of: penman, seed: common.seed)
      let picture = try penman.explanation(
        of: text, in: style.hand, hand.chosen(seed: common.seed))
      try picture.write(to: out)
      if common.json { return try console.result(json: Report(out: out, style: style.name)) }
      console.result(out)
    }

    private struct Report: Encodable {
      let out: String
      let style: String
    }
  }
}
