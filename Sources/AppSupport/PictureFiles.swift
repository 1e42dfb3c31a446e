import Files
import Imaging

/// The pictures that a command line names: files, the pictures in folders, `-` for standard input.
public struct PictureFiles {
  private let inputs: [String]
  private let side: Int?

  /// The pictures behind these arguments.
  ///
  /// - Parameter side: the longer side that is enough, as `Image` has it; nil leaves pictures as they are.
  public init(_ inputs: [String], reducedTo side: Int? = nil) {
    self.inputs = inputs
    self.side = side
  }

  /// Hands over each picture in order; what fails is named on the console and the others go on.
  ///
  /// - Returns: how many failed.
  public func forEach(console: Console, _ body: (String, Image) throws -> Void) -> Int {
    var failures = 0
    func attempt(_ work: () throws -> Void) {
      do {
        try work()
      } catch {
        console.failure("\(error)")
        failures += 1
      }
    }
    for input in inputs {
      var paths: [String] = []
      attempt { paths = try PictureFiles.expanded(input) }
      for path in paths {
        attempt {
          let picture = try Image(contentsOf: path, reducedTo: side)
          try body(input == "-" ? "-" : path, picture)
        }
      }
    }
    return failures
  }

  /// Why a folder gives nothing.
  struct EmptyFolder: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path): this folder holds no PNG or JPEG files" }
  }

  private static func expanded(_ input: String) throws -> [String] {
    if input == "-" { return ["/dev/stdin"] }
    guard InputFile.isDirectory(input) else { return [input] }
    let base = input.hasSuffix("/") ? input : input + "/"
    let pictures = try InputFile.list(input).filter { name in
      [".png", ".jpg", ".jpeg"].contains { name.lowercased().hasSuffix($0) }
    }
    guard !pictures.isEmpty else { throw EmptyFolder(path: input) }
    return pictures.map { base + $0 }
  }
}
