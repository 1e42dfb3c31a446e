import ArgumentParser
import Files
import Imaging

/// Whether drawings may take the place of files that are there.
public struct DrawingOptions: ParsableArguments {
  /// Whether they may.
  @Flag(help: "Replace files that are there.")
  public var overwrite = false

  /// The usual: they may not.
  public init() {}

  /// Sees to it, before anything is computed, that drawings can be written and destroy nothing.
  ///
  /// - Parameters:
  ///   - paths: where they go; nil for none.
  ///   - input: what is drawn, whose place they never take.
  /// - Throws: `ValidationError` where a name is none of a picture's, `OverwriteRefusal` where a file is there, `FileError` where
  ///   the folder is not.
  public func check(_ paths: String?..., of input: String? = nil) throws {
    for case let path? in paths where !path.hasPrefix("/dev/") {
      guard InputFile.isDirectory(path) || ImageFileFormat(name: path) != nil else {
        throw ValidationError("the name of a drawing ends in .png or .jpg, not \(path)")
      }
      if let input, InputFile.isSame(input, path) { throw OverwriteRefusal.drawnOver(file: path) }
      try OverwriteRefusal.checkPlace(path, overwrites: overwrite)
    }
  }
}
