import Files
import Imaging
import Platform

/// Why a data set could not be read. Its description is one sentence naming the file.
public enum DatasetError: DescribedError, Sendable, Hashable {
  /// A file or folder could not be read.
  case file(FileError)
  /// A picture could not be decoded.
  case image(ImageError)
  /// A folder lacks the files that make the data set.
  case noFiles(directory: String, expected: String)
  /// A file holds something else than its format asks for.
  case malformed(file: String, what: String, expected: String, found: String)
  /// A compressed file ends too early.
  case truncatedGzip(file: String)
  /// A compressed file is damaged.
  case damagedGzip(file: String, detail: String)
  /// A file unpacks to more bytes than are accepted.
  case tooLarge(file: String, limit: Int)
  /// Two files that belong together hold different numbers of items.
  case countMismatch(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// A label names no class.
  case labelOutOfRange(file: String, index: Int, label: Int, classCount: Int)

  /// One sentence: which file, and what is wrong.
  public var description: String {
    switch self {
    case .file(let error):
      return error.description
    case .image(let error):
      return error.description
    case .noFiles(let directory, let expected):
      return "\(directory): this folder has no \(expected)"
    case .malformed(let file, let what, let expected, let found):
      return "\(file): \(what) is \(found), expected \(expected)"
    case .truncatedGzip(let file):
      return "\(file): the gzip data are cut off"
    case .damagedGzip(let file, let detail):
      return "\(file): the gzip data are damaged (\(detail))"
    case .tooLarge(let file, let limit):
      return "\(file): unpacks to more than the \(limit) bytes that are accepted"
    case .countMismatch(let images, let imageCount, let labels, let labelCount):
      return
        "\(labels): holds \(labelCount) labels, expected \(imageCount) as \(images) has pictures"
    case .labelOutOfRange(let file, let index, let label, let classCount):
      return "\(file): label \(index) is \(label), expected 0 to \(classCount - 1)"
    }
  }
}

/// Which part of a data set.
public enum Split: String, Sendable, Hashable, CaseIterable {
  /// The part that parameters are fitted to.
  case train
  /// The part that is kept aside for measuring.
  case test
}

/// All bytes of a file, with errors in this module's type.
///
/// - Throws: `DatasetError.file` for a missing path, a folder, missing permission, too many bytes.
func readFile(_ path: String, limit: Int) throws(DatasetError) -> [UInt8] {
  do {
    return try InputFile.read(path, limit: limit)
  } catch {
    throw .file(error)
  }
}

/// Sorted names in a folder, with errors in this module's type.
///
/// - Throws: `DatasetError.file` for a missing path, a file, missing permission.
func listFolder(_ directory: String) throws(DatasetError) -> [String] {
  do {
    return try InputFile.list(directory)
  } catch {
    throw .file(error)
  }
}
