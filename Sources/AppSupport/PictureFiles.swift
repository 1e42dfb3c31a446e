import Files
import Imaging
import Platform

/// The pictures that a command line names: files, the pictures in folders, `-` for standard input.
public struct PictureFiles {
  private let inputs: [String]

  /// The pictures behind these arguments.
  public init(_ inputs: [String]) { self.inputs = inputs }

  /// Hands over the files of each argument in order; an argument that names none is named on the console.
  ///
  /// - Returns: how many failed.
  public func forEach(console: Console, _ body: ([String]) throws -> Void) rethrows -> Int {
    var failures = 0
    // Arguments that are files come together, so that they are read together.
    var waiting: [String] = []
    func handOver() throws {
      if !waiting.isEmpty { try body(waiting) }
      waiting = []
    }
    for input in inputs {
      do {
        waiting += try PictureFiles.expanded(input)
      } catch {
        try handOver()
        console.failure("\(error)")
        failures += 1
      }
    }
    try handOver()
    return failures
  }

  /// Why a folder gives nothing.
  struct EmptyFolder: DescribedError {
    let path: String
    var description: String {
      "\(path): this folder holds no PNG or JPEG files itself; name those below it, \(path)/*"
    }
  }

  private static func expanded(_ input: String) throws -> [String] {
    if input == "-" { return [input] }
    guard InputFile.isDirectory(input) else { return [input] }
    let base = input.hasSuffix("/") ? input : input + "/"
    // A pipe in a folder would be waited for.
    func isPipe(_ path: String) -> Bool {
      InputFile.exists(path) && !InputFile.isRegular(path) && !InputFile.isDirectory(path)
    }
    let pictures = try InputFile.list(input).filter {
      ImageFileFormat(name: $0) != nil && !isPipe(base + $0)
    }
    guard !pictures.isEmpty else { throw EmptyFolder(path: input) }
    return pictures.map { base + $0 }
  }
}
