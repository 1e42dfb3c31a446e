import Testing

@testable import Inference

/// Tokenizers that get more pieces.
@Suite struct GrowingTests {
  @Test func aGrownTokenizerKeepsItsNumbers() throws {
    let old = try SubwordTokenizer.trained(
      on: (0..<8).flatMap { _ in ["the dog sees the cat", "a cat", "dogs see"] }, pieceCount: 24)
    let grown = try old.grown(
      to: 40, on: (0..<8).flatMap { _ in ["猫看狗", "狗看猫", "the zebra jumps"] }, symbols: ["\u{E020}"])
    #expect(grown.count > old.count && grown.count <= 40)
    for id in 0..<Int32(old.count) { #expect(grown.piece(id) == old.piece(id)) }
    #expect(try old.encode("猫").contains(SubwordTokenizer.unknown))
    #expect(try !grown.encode("猫").contains(SubwordTokenizer.unknown))
    let mark = try #require(grown.id(of: "\u{E020}"))
    #expect(try grown.encode("the \u{E020} cat").contains(mark))
    #expect(try grown.decode(grown.encode("the dog 看猫")) == "the dog 看猫")
    #expect(try grown.pieces().count == grown.count)
  }
}
