import Testing

@testable import Inference

/// What happens to text before a network sees it and after.
@Suite struct TextTests {
  @Test(arguments: [
    ("  I  am\thungry. ", "I am hungry."), ("J’ai faim…", "J'ai faim..."),
    ("Quoi\u{202F}?", "Quoi ?"), ("e\u{301}te\u{301}", "été"), ("a\u{0}b\u{7}c\u{200B}d", "abcd"),
    ("\u{E000}x\u{F8FF}", "x"), ("", ""), (" \n ", ""), ("我\u{3000}饿了", "我 饿了"), ("👨‍👩‍👧", "👨👩👧"),
    ("４７Ａ", "47A"),
  ])
  func textIsNormalised(text: String, expected: String) {
    #expect(TextNormalizer.normalized(text) == expected)
    #expect(TextNormalizer.normalized(expected) == expected)
  }

  @Test(arguments: [
    "I see Zbigniew, 42 dogs and 3,000 cats!", "我饿了ABC。", "", "…a1 — b", "l'été d'Anne-Marie",
  ])
  func wordsJoinedAreTheText(text: String) {
    #expect(CopyMarks.words(of: text).joined() == text)
  }

  private func tokenizer() throws -> SubwordTokenizer {
    let names = (0..<6).flatMap { _ in
      ["Tom sees Mary.", "Mary sees Tom.", "We see a dog.", "Tom et Mary.", "It is hot.", "Bzgw"]
    }
    return try SubwordTokenizer.trained(
      on: names, pieceCount: 45, controls: ["<2fr>"], symbols: CopyMarks.marks.map { String($0) })
  }

  @Test func whatTheTokenizerCannotSayIsMarked() throws {
    let tokenizer = try tokenizer()
    func words(_ text: String) throws -> [String] {
      let marked = try CopyMarks.marking(text, for: tokenizer)
      #expect(marked.restored(marked.text, in: "en") == text)
      return marked.values.sorted { $0.key < $1.key }.map { $0.value.text(in: "en") }
    }
    #expect(try words("Tom sees Mary.") == [])
    #expect(try words("Tom sees 🦊.") == ["🦊"])
    #expect(try words("We see Bgzwbgzw.") == ["Bgzwbgzw"])
    #expect(try words("It is 19984 hot B52.") == ["19984", "B52"])
    #expect(try words("🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊").count == CopyMarks.marks.count)
  }

  @Test func marksThatStandForNothingVanish() {
    let marked = CopyMarks.Marked(text: "x", values: [CopyMarks.marks[0]: .copy("Ann")])
    let text = "a\(CopyMarks.marks[0])b\(CopyMarks.marks[3])c"
    #expect(marked.restored(text, in: "en") == "aAnnbc")
  }

  @Test(arguments: [
    ("en-fr", true), ("en", false), ("EN-fr", false), ("en-fr-x", false), ("-", false),
  ])
  func directionsAreRead(text: String, isOne: Bool) {
    #expect((Direction(text) != nil) == isOne)
  }
}
