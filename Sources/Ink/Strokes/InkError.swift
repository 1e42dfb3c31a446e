import Files
import Imaging
import Platform

/// Why ink could not be read or written. Its description is one sentence naming the file and what to do.
public enum InkError: DescribedError, Sendable, Hashable {
  /// The file itself could not be read or written.
  case file(FileError)
  /// The file has no bytes but spaces.
  case empty(file: String)
  /// The content is in none of the formats, those of pictures among them where these are taken.
  case unknownFormat(file: String, found: String?, takesPictures: Bool)
  /// The data end too early.
  case truncated(file: String, format: InkFormat, place: String)
  /// The data contradict their format.
  case damaged(file: String, format: InkFormat, place: String, found: String, expected: String)
  /// A coordinate that is no number or beyond all paper.
  case outOfRange(file: String, place: String, found: String)
  /// More of something than is read at most.
  case tooLarge(file: String, what: String, limit: Int)
  /// A valid file that uses what is not handled.
  case unsupported(file: String, format: InkFormat, detail: String, remedy: String)
  /// A valid file without a stroke.
  case noInk(file: String, format: InkFormat)
  /// A picture in which nothing stands out of the paper.
  case noInkInPicture(file: String)
  /// A picture beyond what can be drawn.
  case pictureTooLarge(width: Float, height: Float, limit: Int)
  /// Ink that is larger than the sheet of paper within its margins, in millimetres.
  case doesNotFit(width: Float, height: Float, sheetWidth: Float, sheetHeight: Float)
  /// A picture could not be encoded.
  case image(ImageError)

  /// One sentence: which file, what is wrong, what to do.
  public var description: String {
    switch self {
    case .file(let error):
      return error.description
    case .empty(let file):
      return "\(file): the file is empty; give one with \(InkFormat.list)"
    case .unknownFormat(let file, let found, let takesPictures):
      let what = found.map { " but looks like \($0)" } ?? ""
      return "\(file): this is no ink\(what); give a file with \(InkFormat.list)"
        + (takesPictures ? ", or a PNG or JPEG picture of one line of writing" : "")
    case .truncated(let file, let format, let place):
      return "\(file): the \(format.name) data are cut off \(place); fetch the whole file again"
    case .damaged(let file, let format, let place, let found, let expected):
      return "\(file): \(format.name), \(place): found \(found), expected \(expected)"
    case .outOfRange(let file, let place, let found):
      return "\(file): \(place): \(found) is no place for a pen, "
        + "expected a number within ±\(Int(InkLimits.coordinate))"
    case .tooLarge(let file, let what, let limit):
      return "\(file): more than \(limit) \(what), which is more than is taken at once; split it"
    case .unsupported(let file, let format, let detail, let remedy):
      return "\(file): this \(format.name) file \(detail), which is not handled; \(remedy)"
    case .noInk(let file, let format):
      return "\(file): the \(format.name) data hold no stroke, expected one or more"
    case .noInkInPicture(let file):
      return "\(file): no writing stands out of the paper in this picture"
    case .pictureTooLarge(let width, let height, let limit):
      return
        "the picture would have \(InkError.number(width)) x \(InkError.number(height)) pixels, "
        + "at most \(limit) a side are drawn; choose fewer pixels a unit or less ink"
    case .doesNotFit(let width, let height, let sheetWidth, let sheetHeight):
      return
        "the ink is \(InkError.number(width)) x \(InkError.number(height)) mm, the sheet has room "
        + "for \(InkError.number(sheetWidth)) x \(InkError.number(sheetHeight)) mm; "
        + "choose lines of another length (--width), a larger sheet (--page) or less text"
    case .image(let error):
      return error.description
    }
  }

  private static func number(_ value: Float) -> String {
    NumberText.decimal(Double(value), places: 0)
  }
}

/// How much is read at most: a hostile file must not take the memory.
enum InkLimits {
  /// Bytes of a file.
  static let fileBytes = 128 << 20
  /// Bytes of a file of XML or UNIPEN, which hold one sheet or a few.
  static let sheetBytes = 64 << 20
  /// The longer side of a picture that is traced, in pixels; larger ones are reduced.
  static let tracedSide = 3000
  /// Bytes of a line of JSON.
  static let lineBytes = 4 << 20
  /// Points of all samples of a file: 160 MB.
  static let points = 20_000_000
  /// Points that a plotter draws on a sheet: a hundred full pages of writing.
  static let sheetPoints = 200_000
  /// Samples of a file.
  static let samples = 1_000_000
  /// Largest coordinate in the device's units; up to here `Float` tells whole numbers apart.
  static let coordinate: Float = 10_000_000
  /// Trace formats, contexts and groups of an InkML file; components and segments of a UNIPEN file are bounded as samples.
  static let definitions = 100_000
  /// Elements of XML within one another.
  static let depth = 64
  /// Bytes of text of one element of XML, such as a trace.
  static let elementBytes = 16 << 20
}
