import AppSupport
import ArgumentParser
import Files
import Imaging
import Inference
import Ink
import TensorCore

/// Which weights.
struct WeightOptions: ParsableArguments {
  @Option(help: "Weight file of the network that writes (default: the one that ships).")
  var weights: String?

  @Option(help: "Weight file of the network that reads (default: the one that ships).")
  var readerWeights: String?

  /// The weight file of the network that writes.
  func writerPath() throws -> String {
    try weights.map(WeightOption.file) ?? ShippedData.weights(of: "handwrite")
  }

  /// The weight file of the network that reads.
  func readerPath() throws -> String {
    try readerWeights.map(WeightOption.file)
      ?? ShippedData.weights(of: "handwrite-reader", option: "--reader-weights")
  }

  /// What reads.
  func reader() throws -> InkReader { try InkReader(contentsOf: readerPath()) }
}

/// How neatly.
struct BiasOption: ParsableArguments {
  @Option(help: "How neat, up to 3: 0 as people write, 1 very neat.")
  var bias = WritingOptions.usualBias

  func validate() throws { try (0...3).check("--bias", bias) }
}

/// In which hand, and how neatly.
struct HandOptions: ParsableArguments {
  @Option(
    help:
      "A number of `handwrite styles`, random (another with each --seed), or a file that `handwrite learn` wrote."
  )
  var style = "1"

  @OptionGroup var neatness: BiasOption

  @Flag(help: "Do not read what was written, nor write again what cannot be read.")
  var unchecked = false

  /// What writes.
  func penman(_ weights: WeightOptions) throws -> Penman {
    try Penman(
      contentsOf: weights.writerPath(), reader: unchecked ? nil : try weights.reader())
  }

  /// The hand that was chosen, and its number or file.
  func style(of penman: Penman, seed: UInt64) throws -> (hand: WritingStyle, name: String) {
    let drawn = RandomSource(seed: seed, stream: 11).index(below: max(penman.styleCount, 1))
    if let number = style == "random" ? 1 + drawn : Int(style) {
      return (try penman.style(number), String(number))
    }
    guard InputFile.exists(style) else {
      throw HandwritingError.unknownStyle(found: style, count: penman.styleCount)
    }
    return (try penman.style(contentsOf: style), style)
  }

  /// The other choices.
  func chosen(seed: UInt64) -> WritingOptions {
    var options = WritingOptions()
    (options.bias, options.seed) = (neatness.bias, seed)
    if unchecked { options.attemptLimit = 1 }
    return options
  }
}

/// What ink is written on, and with.
struct PaperOptions: ParsableArguments {
  /// What is printed on the paper.
  enum Paper: String, CaseIterable, ExpressibleByArgument {
    case plain, ruled, squared

    var ink: InkPaper {
      switch self {
      case .plain: .plain
      case .ruled: .ruled
      case .squared: .squared
      }
    }
  }

  /// Sheets of a plotter.
  enum Sheet: String, CaseIterable, ExpressibleByArgument {
    case A4, A5, letter

    var plotter: PlotterSheet {
      switch self {
      case .A4: .a4
      case .A5: .a5
      case .letter: .letter
      }
    }
  }

  @Option(
    help:
      "Length of a line in millimetres, small letters being 2.5 mm high (default: 150, or as much as --page has room for with .gcode)."
  )
  var width: Float?

  @Option(help: "Colour of the ink, as #rrggbb.")
  var color = InkPen().color

  @Option(help: "What is printed on the paper.")
  var paper: Paper = .plain

  @Option(help: "Sheet of a plotter, for .gcode.")
  var page: Sheet = .A4

  private static let usualWidth: Float = 150

  func validate() throws { try (20...2000).check("--width", width) }

  /// Length of a line in units of ink.
  ///
  /// - Parameter isPlotted: whether it has to fit on the sheet.
  func lineWidth(isPlotted: Bool) -> Float {
    // Words are turned a little, so that a line may become longer by a trifle.
    let room = plotter.sheet.width - 2 * plotter.margin - 1
    return (width ?? (isPlotted ? room : Self.usualWidth))
      / InkPage.millimetersPerUnit
  }

  /// The page with this ink.
  func page(_ ink: Handwriting) -> InkPage {
    InkPage(ink, pen: InkPen(color: color), paper: paper.ink)
  }

  /// How a plotter draws.
  var plotter: PlotterSettings { PlotterSettings(sheet: page.plotter) }
}

extension Color: ExpressibleByArgument {
  /// The colour that is written as `#rrggbb`.
  public init?(argument: String) { self.init(argument) }
  /// The colour as `#rrggbb`.
  public var defaultValueDescription: String { description }
}
