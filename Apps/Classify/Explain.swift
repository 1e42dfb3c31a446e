import AppSupport
import ArgumentParser
import Imaging
import Inference

extension Classify {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws what the network does with a picture: input, filters, maps, probabilities.")

    @Argument(help: "PNG or JPEG file.")
    var input: String

    @Option(help: "PNG to write.")
    var out: String

    @OptionGroup var network: NetworkOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let classifier = try Classifier(contentsOf: network.path(), expected: network.model)
      let image = try Image(contentsOf: input, reducedTo: classifier.transforms.sufficientSide)
      try ExplanationPicture.draw(image, by: classifier).writePNG(to: out)
      console.result(out)
    }
  }
}
