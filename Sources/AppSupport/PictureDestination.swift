import ArgumentParser
import Files
import Imaging
import Training

/// Where the pictures that a program makes of others go.
public struct PictureDestination {
  private enum Place {
    /// NAME-SUFFIX.EXT beside each picture.
    case beside
    /// One file, or `-`.
    case file(String)
    /// The same names in a folder.
    case folder(String)
  }

  private let place: Place
  private let suffix: String
  private var taken: Set<String> = []

  /// What `--out` means for these inputs.
  ///
  /// - Parameters:
  ///   - suffix: where there is no `--out`, what is put to the end of each picture's name: color, boxes.
  ///   - kind: what the pictures are called: coloured.
  /// - Throws: `ValidationError` where it does not suit them.
  public init(_ out: String?, inputs: [String], suffix: String, kind: String) throws {
    self.suffix = suffix
    let isSingle = inputs.count == 1 && !InputFile.isDirectory(inputs[0])
    switch out {
    case nil where isSingle: place = inputs[0] == "-" ? .file("-") : .beside
    case nil where inputs.contains(where: InputFile.isDirectory):
      throw ValidationError("name a folder for the \(kind) pictures with --out")
    case nil: place = .beside
    case let out? where isSingle && !out.hasSuffix("/") && !InputFile.isDirectory(out):
      guard out == "-" || out.hasPrefix("/dev/") || ImageFileFormat(name: out) != nil else {
        throw ValidationError(
          "--out names a file that ends in .png or .jpg, or a folder, not \(out)")
      }
      place = .file(out)
    case let out?:
      if out == "-" {
        throw ValidationError("--out - is for one picture; name a folder for several")
      }
      if InputFile.exists(out), !InputFile.isDirectory(out) {
        throw ValidationError("\(out) is a file; name a folder for several pictures")
      }
      place = .folder(out)
    }
  }

  /// Makes the folder where there is to be one.
  public func prepare() throws {
    if case .folder(let path) = place { try OutputFolder.create(path) }
  }

  /// Whether the picture itself goes to standard output.
  public var isStandardOutput: Bool { if case .file("-") = place { true } else { false } }

  /// Where a picture goes; two pictures never go to the same file.
  public mutating func output(for input: String) throws -> String {
    let output: String
    switch place {
    case .file(let path): output = path
    case .folder(let path):
      let name = input == "-" ? "standard-input.png" : Self.name(input)
      output = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
    case .beside:
      let dot = input.lastIndex(of: ".") ?? input.endIndex
      output =
        dot > (input.lastIndex(of: "/") ?? input.startIndex)
        ? "\(input[..<dot])-\(suffix)\(input[dot...])" : input + "-\(suffix).png"
    }
    if case .folder = place, !taken.insert(output).inserted {
      throw Collision(file: input, output: output)
    }
    return output
  }

  private static func name(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// Two pictures of one name.
  private struct Collision: Error, CustomStringConvertible {
    let file: String
    let output: String
    var description: String { "\(file): another picture has been written to \(output) already" }
  }
}
