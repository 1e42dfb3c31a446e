import Files
import Platform

/// Why a picture could not be read or written. Its description is one sentence naming the file.
public enum ImageError: DescribedError, Sendable, Hashable {
  /// The file itself could not be read or written.
  case file(FileError)
  /// The file has no bytes.
  case empty(file: String)
  /// The first bytes are neither those of a PNG nor of a JPEG file.
  case unknownFormat(file: String, found: String?)
  /// The data end too early.
  case truncated(file: String, format: ImageFileFormat, detail: String)
  /// The data contradict their format.
  case damaged(file: String, format: ImageFileFormat, detail: String)
  /// More pixels than are read or written at most.
  case tooLarge(file: String, detail: String)
  /// A valid file of a kind that is not handled.
  case unsupported(file: String, format: ImageFileFormat, detail: String)
  /// The memory does not suffice.
  case outOfMemory(file: String)

  /// One sentence: which file, and what is wrong.
  public var description: String {
    switch self {
    case .file(let error):
      return error.description
    case .empty(let file):
      return "\(file): the file is empty, expected a PNG or JPEG picture"
    case .unknownFormat(let file, let found):
      let what = found.map { " but looks like \($0)" } ?? ""
      return "\(file): this is not a PNG or JPEG picture\(what)"
    case .truncated(let file, let format, let detail):
      return "\(file): the \(format.name) picture is cut off: \(detail)"
    case .damaged(let file, let format, let detail):
      return "\(file): the \(format.name) picture is damaged: \(detail)"
    case .tooLarge(let file, let detail):
      return "\(file): the picture is too large: \(detail)"
    case .unsupported(let file, let format, let detail):
      return "\(file): this kind of \(format.name) picture is not supported: \(detail)"
    case .outOfMemory(let file):
      return "\(file): not enough memory for its pixels"
    }
  }
}
