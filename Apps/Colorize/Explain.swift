import AppSupport
import ArgumentParser
import Imaging
import Inference

extension Colorize {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws what the network does with a picture: colours at a point, scene, maps.")

    @Argument(help: "PNG or JPEG file.")
    var input: String

    @Option(help: "Picture to write (.png or .jpg).")
    var out: String

    @Option(help: "x,y of the point whose colours are shown (default: the middle).")
    var at: PicturePoint?

    @OptionGroup var weights: WeightOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      try drawing.check(out, of: input)
      let colorizer = try weights.colorizer()
      let picture = try PictureFile(contentsOf: input)
      let size = picture.turn.seen(picture.size)
      if let at, at.x >= size.width || at.y >= size.height {
        throw ColorizationError.hintOutside(file: input, hint: "\(at.x),\(at.y)", size: size)
      }
      try ColorExplanation.draw(picture, by: colorizer, at: at.map { ($0.x, $0.y) })
        .write(to: out)
      console.result(out)
    }
  }
}

/// A pixel of a picture, written as x,y.
struct PicturePoint: ExpressibleByArgument {
  let x: Int
  let y: Int

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let x = numbers[0], let y = numbers[1], x >= 0, y >= 0 else {
      return nil
    }
    (self.x, self.y) = (x, y)
  }
}
