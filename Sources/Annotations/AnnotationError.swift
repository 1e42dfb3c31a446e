import Files
import Platform

/// Why annotations could not be read.
public enum AnnotationError: DescribedError, Equatable {
  /// A file could not be read.
  case file(FileError)
  /// A folder without boxes in a known form.
  case nothingFound(folder: String)
  /// All annotations of a folder are damaged, or their pictures are missing.
  case nothingUsable(folder: String, first: String)
  /// A list of classes without a class.
  case noClasses(file: String)
  /// A file that is no text, no XML or no JSON, or not what the format asks for.
  case malformed(file: String, detail: String)

  /// One sentence naming the file.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .nothingFound(let folder):
      "\(folder): this folder has no boxes in PASCAL VOC's XML, COCO's JSON or YOLO's text files"
    case .nothingUsable(let folder, let first):
      "\(folder): no picture of this folder can be used; the first fault: \(first)"
    case .noClasses(let file): "\(file): names no class; expected one a line"
    case .malformed(let file, let detail): "\(file): \(detail)"
    }
  }
}

/// All bytes of an annotation file.
func readAnnotation(_ path: String, limit: Int = 64 << 20) throws(AnnotationError) -> [UInt8] {
  do {
    return try InputFile.read(path, limit: limit)
  } catch {
    throw .file(error)
  }
}

/// The lines of a text file, without spaces around them.
func readLines(_ path: String) throws(AnnotationError) -> [String] {
  guard let text = String(validating: try readAnnotation(path), as: UTF8.self) else {
    throw .malformed(file: path, detail: "is no UTF-8 text")
  }
  return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
    trimmed(String($0))
  }
}

/// Without spaces at its ends.
func trimmed(_ text: String) -> String {
  let start = text.drop(while: \.isWhitespace)
  return String(start.prefix(start.count - start.reversed().prefix(while: \.isWhitespace).count))
}
