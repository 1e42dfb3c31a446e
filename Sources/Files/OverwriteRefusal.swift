import Platform

/// Why something is not written: it would take the place of what is there.
public enum OverwriteRefusal: DescribedError, Equatable {
  /// A file is where the result would go.
  case exists(file: String)
  /// The result would go where it comes from.
  case replacesInput(file: String)
  /// A drawing would take the place of what it is drawn of.
  case drawnOver(file: String)

  /// One sentence naming the file.
  public var description: String {
    switch self {
    case .exists(let file): "\(file) exists already; replace it with --overwrite"
    case .replacesInput(let file):
      "\(file) would be replaced by what is made of it; choose another --out, or say --overwrite"
    case .drawnOver(let file):
      "\(file) would be replaced by what is drawn of it; choose another --out"
    }
  }

  /// Sees to it that a result takes the place of no file. Devices and pipes are written to, not replaced.
  ///
  /// - Parameters:
  ///   - output: where it goes.
  ///   - overwrites: whether it may.
  public static func check(_ output: String, overwrites: Bool) throws(OverwriteRefusal) {
    if !overwrites && InputFile.isRegular(output) { throw .exists(file: output) }
  }

  /// Sees to it, before anything is computed, that a result can be written and takes the place of no file.
  ///
  /// - Parameters:
  ///   - output: where it goes; `-` is standard output.
  ///   - overwrites: whether it may replace a file.
  /// - Throws: `OverwriteRefusal` where a file is there, `FileError` where a folder is in its place or its folder is not there.
  public static func checkPlace(_ output: String, overwrites: Bool) throws {
    if output == "-" || output.hasPrefix("/dev/") { return }
    if InputFile.isDirectory(output) {
      throw FileError.unwritable(file: output, reason: "it is a folder")
    }
    try check(output, overwrites: overwrites)
    let folder = output.lastIndex(of: "/").map { String(output[...$0]) } ?? "."
    guard InputFile.isDirectory(folder) else {
      throw FileError.unwritable(file: output, reason: "there is no such folder")
    }
  }

  /// Sees to it that a result destroys no file. Devices and pipes are written to, not replaced.
  ///
  /// - Parameters:
  ///   - output: where it goes; `-` is standard output.
  ///   - input: what it is made of.
  public static func check(_ output: String, from input: String) throws(OverwriteRefusal) {
    guard output != "-", InputFile.exists(output) else { return }
    if InputFile.isSame(input, output) { throw .replacesInput(file: input) }
    try check(output, overwrites: false)
  }
}
