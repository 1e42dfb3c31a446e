import AppSupport
import ArgumentParser
import Imaging
import Inference

extension Detect {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws what the network does with a picture: how sure each point of its grids is.")

    @Argument(help: "PNG or JPEG file.")
    var input: String

    @Option(help: "Picture to write (.png or .jpg).")
    var out: String

    @OptionGroup var threshold: ThresholdOption
    @OptionGroup var network: DetectorOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      try drawing.check(out, of: input)
      let picture = try Image(contentsOf: input == "-" ? "/dev/stdin" : input, reducedTo: 2048)
      try DetectionExplanation.image(
        of: picture, seenBy: network.detector(), threshold: threshold.threshold
      ).write(to: out)
      console.result(out)
    }
  }
}
