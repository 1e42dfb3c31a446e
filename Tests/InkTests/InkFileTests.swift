import Foundation
import Ink
import TestSupport
import Testing

/// Recognition by content, and damage of all kinds to files of all formats.
@Suite struct InkFileTests {
  private static let files = ["note.jsonl", "note.iam.xml", "note.inkml", "note.unipen"]

  @Test func contentDecidesTheFormat() throws {
    let formats = try InkFileTests.files.map { InkFormat(content: try goldenBytes($0)) }
    #expect(formats == [.jsonLines, .iamOnline, .inkML, .unipen])
    let note = try goldenNote().ink
    let folder = try TemporaryFolder()
    for name in InkFileTests.files {
      let path = try folder.write(try goldenBytes(name), to: "any.txt")
      #expect(try readInk(path).map(\.ink) == [note], "\(name)")
      let spaced = [0xEF, 0xBB, 0xBF] + (try goldenBytes(name))
      #expect(InkFormat(content: spaced) == InkFormat(content: try goldenBytes(name)))
    }
  }

  @Test func otherFilesAreNamed() {
    let cases: [([UInt8], String)] = [
      ([0x89, 0x50, 0x4E, 0x47, 13, 10], "a PNG picture"),
      ([0x1F, 0x8B, 8, 0], "unpack it with gunzip"),
      (Array("%PDF-1.7".utf8), "a PDF document"), (Array("hello\n".utf8), "other text"),
      (Array("<?xml version='1.0'?><svg/>".utf8), "XML whose root is <svg>"),
      (Array("[{\"strokes\": []}]".utf8), "put each of its samples on a line"),
      ([0xFF, 0xFE, 60, 0], "UTF-16"), (Array(".hidden".utf8), "other text"),
      ([0, 1, 2], "this is no ink;"),
      (Array("<!-- endless".utf8), "this is no ink"),
    ]
    for (bytes, what) in cases {
      let description = failure(bytes)?.description ?? ""
      #expect(
        description.hasPrefix("x.ink: this is no ink") && description.contains(what),
        "\(description)")
    }
    for empty in ["", " \n\t\n", "\u{FEFF}"] { #expect(failure(empty) == .empty(file: "x.ink")) }
  }

  @Test func pathsThatAreNoFile() throws {
    let folder = try TemporaryFolder()
    #expect(throws: InkError.file(.missing(file: folder.file("none")))) {
      try readInk(folder.file("none"))
    }
    #expect(throws: InkError.file(.isDirectory(file: folder.path))) { try readInk(folder.path) }
    let huge = try folder.write([], to: "huge.jsonl")
    // A sparse file: it states 600 MB and takes no room.
    try #require(truncate(huge, 600 << 20) == 0)
    #expect(throws: InkError.self) { try readInk(huge) }
  }

  /// A file cut anywhere is an error or, where a format allows it, less ink; never a trap.
  @Test(arguments: files)
  func everyTruncationIsAnErrorOrLessInk(name: String) throws {
    let bytes = try goldenBytes(name)
    let whole = try readInk(bytes, name: name)
    let end = bytes.lastIndex { $0 > 32 }.map { $0 + 1 } ?? bytes.count
    for length in 0..<end {
      do {
        let samples = try readInk(Array(bytes[..<length]), name: name)
        // UNIPEN has no end: what stands before the cut is all there is.
        #expect(name == "note.unipen" && length > 300, "\(name) cut to \(length)")
        #expect(samples.allSatisfy { $0.ink.pointCount <= whole[0].ink.pointCount })
      } catch {
        #expect(error.description.hasPrefix("\(name): "), "\(error)")
        if name == "note.jsonl", length > 0 {
          #expect(error == .truncated(file: name, format: .jsonLines, place: "in line 1"))
        }
      }
    }
  }

  @Test(arguments: files)
  func flippedBytesNeverTrap(name: String) throws {
    let bytes = try goldenBytes(name)
    for index in bytes.indices {
      for mask in [0x01, 0x10, 0x80, 0xFF] as [UInt8] {
        var broken = bytes
        broken[index] ^= mask
        guard let samples = try? readInk(broken, name: name) else { continue }
        #expect(samples.allSatisfy { $0.ink.points.allSatisfy(\.isFinite) })
      }
    }
  }

  /// Random pieces of all formats one after another.
  @Test func mixturesNeverTrap() throws {
    let pieces = try InkFileTests.files.map { try goldenBytes($0) }
    var random = SeededRandom(seed: 5)
    for _ in 0..<400 {
      var bytes: [UInt8] = []
      for _ in 0..<4 {
        let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
        let from = Int.random(in: 0..<piece.count, using: &random) / 2
        bytes += piece[from..<Int.random(in: from..<piece.count, using: &random)]
      }
      _ = failure(pieces[Int.random(in: 0..<4, using: &random)].prefix(120) + bytes)
    }
  }
}
