import Files
import TestSupport
import Testing

@testable import Inference

/// The tokenizer: what goes in comes out, and no file is a trap.
@Suite struct SubwordTokenizerTests {
  static let sentences = [
    "I am hungry.", "You are hungry, too.", "Where is the station?", "The station is there.",
    "He bought 365 apples in 1998.", "我饿了。", "车站在哪里？", "Où est la gare ?", "J'ai faim.",
    "The quick brown fox jumps over the lazy dog.",
  ]

  private func tokenizer() throws -> SubwordTokenizer {
    try SubwordTokenizer.trained(
      on: Self.sentences, pieceCount: 120, controls: ["<2fr>"], symbols: ["\u{E000}"])
  }

  @Test func textComesBack() throws {
    let tokenizer = try tokenizer()
    for text in Self.sentences + ["", "hungry foxes", "the  dog".replacing("  ", with: " ")] {
      let ids = try tokenizer.encode(text)
      #expect(try tokenizer.decode(ids) == text)
      #expect(ids.allSatisfy { $0 > SubwordTokenizer.end })
    }
  }

  @Test func specialPiecesHaveTheirPlaces() throws {
    let tokenizer = try tokenizer()
    #expect(tokenizer.piece(0) == "<pad>" && tokenizer.piece(3) == "</s>")
    let tag = try #require(tokenizer.id(of: "<2fr>"))
    #expect(tokenizer.id(of: "no such piece") == nil)
    #expect(try tokenizer.decode([tag, 2, 3, 0]) == "")
    #expect(try !tokenizer.encode("<2fr>").contains(tag))
    let mark = try #require(tokenizer.id(of: "\u{E000}"))
    #expect(try tokenizer.encode("a\u{E000}b").contains(mark))
    #expect(try tokenizer.encode("365").count >= 3)
    #expect(tokenizer.piece(-1) == "" && tokenizer.piece(.max) == "")
    #expect(try tokenizer.decode([-5, .max, 100_000]) == "")
  }

  @Test func unknownCharactersAreTheUnknownPiece() throws {
    #expect(try tokenizer().encode("🦊").contains(SubwordTokenizer.unknown))
  }

  @Test func aFileBringsTheSameTokenizerBack() throws {
    let tokenizer = try tokenizer()
    let folder = try TemporaryFolder()
    let path = folder.file("t.model")
    try AtomicFile.write(tokenizer.bytes, to: path)
    let read = try SubwordTokenizer(contentsOf: path)
    #expect(read.count == tokenizer.count)
    #expect(try read.encode("Where is he?") == tokenizer.encode("Where is he?"))
  }

  @Test func damagedFilesAreNamed() throws {
    let bytes = try tokenizer().bytes
    #expect(throws: SubwordError.self) { try SubwordTokenizer(bytes: [], name: "x") }
    #expect(throws: SubwordError.self) {
      try SubwordTokenizer(bytes: Array("no model at all".utf8), name: "x")
    }
    // Cut or changed anywhere: an error, or a tokenizer that works.
    for count in stride(from: 1, to: bytes.count, by: 37) {
      try use(Array(bytes.prefix(count)))
    }
    var random = SeededRandom(seed: 3)
    for _ in 0..<300 {
      var changed = bytes
      for _ in 0..<3 {
        changed[Int(random.next() % UInt64(changed.count))] = UInt8(random.next() & 255)
      }
      try use(changed)
    }
  }

  private func use(_ bytes: [UInt8]) throws {
    guard let tokenizer = try? SubwordTokenizer(bytes: bytes, name: "damaged") else { return }
    _ = try? tokenizer.decode(tokenizer.encode("I am hungry."))
  }

  @Test func senselessTrainingIsAnError() {
    #expect(throws: SubwordError.self) {
      try SubwordTokenizer.trained(on: [], pieceCount: 100)
    }
    #expect(throws: SubwordError.self) {
      try SubwordTokenizer.trained(on: ["a b c"], pieceCount: 2)
    }
  }
}
