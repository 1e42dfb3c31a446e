import Files
import Foundation

/// Folders for results.
public enum OutputFolder {
  /// Creates a folder and those above it where they are missing.
  ///
  /// - Throws: `FileError.unwritable` where that is not possible.
  public static func create(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      let code = cause.map { Int32($0.code) } ?? 0
      throw FileError.unwritable(
        file: path, reason: code == 0 ? "the folder cannot be made" : String(cString: strerror(code)))
    }
  }
}
