import Files
import Imaging

extension Image {
  /// Writes what a program has drawn of a file, as the name says.
  ///
  /// - Throws: `OverwriteRefusal` where it would take that file's place, `ImageError` naming the file and the cause.
  public func writeDrawing(of input: String, to path: String) throws {
    try OverwriteRefusal.checkDrawing(path, of: input)
    try write(to: path)
  }
}
