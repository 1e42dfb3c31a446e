import Platform

/// Why a file could not be read or written. Its description is one sentence naming the file.
public enum FileError: DescribedError, Sendable, Hashable {
  /// There is nothing at this path.
  case missing(file: String)
  /// The path names a folder where a file was expected.
  case isDirectory(file: String)
  /// The path names a file where a folder was expected.
  case notDirectory(file: String)
  /// The system refused access.
  case permissionDenied(file: String)
  /// The file has more bytes than the caller wants to read.
  case tooLarge(file: String, limit: Int)
  /// Reading failed for another reason, which the system names.
  case unreadable(file: String, reason: String)
  /// Writing failed; what was at this path before is still there.
  case unwritable(file: String, reason: String)

  /// One sentence: which file, and what is wrong.
  public var description: String {
    switch self {
    case .missing(let file):
      return "\(file): no such file or folder"
    case .isDirectory(let file):
      return "\(file): this is a folder, expected a file"
    case .notDirectory(let file):
      return "\(file): this is a file, expected a folder"
    case .permissionDenied(let file):
      return "\(file): permission to read it is denied"
    case .tooLarge(let file, let limit):
      return "\(file): larger than the \(FileError.megabytes(limit)) MB that are read at most"
    case .unreadable(let file, let reason):
      return "\(file): cannot be read (\(reason))"
    case .unwritable(let file, let reason):
      return "\(file): cannot be written (\(reason))"
    }
  }

  private static func megabytes(_ bytes: Int) -> Int { max(1, bytes >> 20) }
}
