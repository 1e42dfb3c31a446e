import Files
import Foundation

/// Folders for results.
public enum OutputFolder {
  /// Creates a folder and those above it where they are missing.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason where that is not possible.
  public static func create(_ path: String) throws(FileError) {
    // Foundation's own function does not pass on why it failed.
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/" + part
      if InputFile.isDirectory(folder) || mkdir(folder, 0o777) == 0 { continue }
      let code = errno
      if InputFile.isDirectory(folder) { continue }  // made by another program meanwhile
      throw .unwritable(file: path, reason: String(cString: strerror(code)))
    }
  }
}
