import AppSupport
import ArgumentParser
import Imaging
import Inference

extension Classify {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws what the network does with a picture: input, filters, maps, probabilities.",
      discussion: """
        For a photo: where the network looks for each of its first three classes (Grad-CAM), its first filters, and the \
        maps that answer most.
        """)

    @Argument(help: "PNG or JPEG file.")
    var input: String

    @Option(help: "Picture to write (.png or .jpg).")
    var out: String

    @OptionGroup var network: NetworkOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      try drawing.check(out, of: input)
      let image = try Image(contentsOf: input == "-" ? "/dev/stdin" : input, reducedTo: 1600)
      let classifier =
        try network.classifier()
        ?? PictureClassifier(inChinese: network.language == .zh).classifier(for: image)
      let picture =
        PhotoExplanation.draw(image, by: classifier)
        ?? ExplanationPicture.draw(image, by: classifier)
      try picture.write(to: out)
      console.result(out)
    }
  }
}
