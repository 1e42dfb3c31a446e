import Files
import Imaging

extension Image {
  /// Writes what a program has drawn of a file: JPEG where the name says so, else PNG.
  ///
  /// - Throws: `OverwriteRefusal` where it would take that file's place, `ImageError` naming the file and the cause.
  public func writeDrawing(of input: String, to path: String) throws {
    try OverwriteRefusal.checkDrawing(path, of: input)
    try ImageFileFormat(name: path) == .jpeg
      ? writeJPEG(to: path, quality: 92) : writePNG(to: path)
  }
}
