import TestSupport
import Testing

@testable import TextProcessing

@Suite struct SentenceSplitterTests {
  /// Sentences of one text; the test joins them with the separator that is given.
  private func check(_ sentences: [String], separator: String = " ") {
    let text = sentences.joined(separator: separator)
    let pieces = SentenceSplitter().pieces(of: text)
    #expect(pieces.map(\.text) == sentences, "\(text)")
    #expect(isSpelledAlike(pieces.joined(), text))
  }

  @Test func english() {
    check(["I am hungry.", "Are you?", "No!", "Let's eat."])
    check(["Mr. and Mrs. Smith met Dr. Brown at 5 p.m. yesterday.", "It rained."])
    check(["It costs $3.50, i.e. 3.5 dollars.", "He paid 1.000.000 for No. 5."])
    check(["J. R. R. Tolkien and George W. Bush never met.", "They could not."])
    check(["He lives in the U.S. Army base.", "He likes it."])
    check(["He came from the U.S.", "He likes it here."])
    check(["Did he say no?", "No.", "He said nothing."])
    check(["Tell me.", "Help me."])
    check(["Really?!", "Yes...", "Then... well, go."])
    check(["1. Heat the oven.", "2. Bake the cake for 20 min."])
    check(["See Fig. 3 and pp. 7 ff. for details.", "Then go on."])
    check(["Visit www.example.com today.", "Version 2.0.1 is out!"])
  }

  @Test func quotesAndBrackets() {
    check(["\"Stop!\" he cried.", "\"Why?\" she asked.", "\"Go.\"", "They went."])
    check(["“Who is it?”", "“It is me.”", "He opened (slowly.)", "[Nobody.]", "(She left.)"])
    check(["« Ça va ? » demanda-t-elle.", "« Oui. »", "Il partit.", "Quoi ?!", "Rien !"])
    check(["„Komm!“, rief er.", "»Warum?«", "Er schwieg."])
    check(["Er kam.", "»Hallo«, sagte er.", "„Guten Tag.“", "Sie ging."])
  }

  @Test func frenchAndGerman() {
    check(["M. Dupont et Mme Durand sont là.", "MM. Petit et Grand aussi.", "Où est-il\u{202F}?"])
    check(["Quoi ? !", "Non.", "Si."])
    check(["Am 3. Oktober 1990 war das 20. Jahrhundert fast vorbei.", "Er kam z.B. am 4. Mai an."])
    check(["Hr. Müller, d.h. Prof. Dr. Müller, kommt.", "Er bringt u.a. Äpfel mit."])
    check(["Élodie dort.", "Été comme hiver.", "Über uns.", "Ärger."])
  }

  @Test func chinese() {
    check(["我饿了。", "你呢？", "吃饭吧！"], separator: "")
    check(["他说：“我饿了。”", "然后走了。", "“你好！”，她说。"], separator: "")
    check(["我有3.5公斤。", "价格是1,000元.", "很贵!", "是吗?"], separator: "")
    check(["他……走了。", "（真的。）", "「好。」", "iPhone很好。", "OK."], separator: "")
    check(["I like 北京。", "Hello!", "你好!"], separator: " ")
  }

  @Test func emptyLinesEndSentences() {
    check(["A title", "Its text goes\non here.", "More"], separator: "\n\n")
    check(["A title", "Its text", "More"], separator: "\r\n \r\n")
    #expect(SentenceSplitter().pieces(of: "one\r\nline").count == 1)
  }

  @Test func whiteSpaceAlone() {
    #expect(SentenceSplitter().pieces(of: "").isEmpty)
    #expect(
      SentenceSplitter().pieces(of: " \n") == [TextPiece(text: "", separator: " \n")])
    #expect(
      SentenceSplitter().pieces(of: "  A. ") == [
        TextPiece(text: "", separator: "  "), TextPiece(text: "A.", separator: " "),
      ])
  }

  @Test func longSentencesAreCutAtClauses() {
    func parts(_ text: String, _ limit: Int) -> [String] {
      SentenceSplitter(limit: limit).pieces(of: text).map(\.text)
    }
    #expect(parts("one two, three four five", 14) == ["one two,", "three four", "five"])
    #expect(parts("我饿了，你也饿了，我们吃饭", 6) == ["我饿了，", "你也饿了，", "我们吃饭"])
    #expect(parts("abcdefgh", 3) == ["abc", "def", "gh"])
    #expect(parts("a,b,c,d,e", 4) == ["a,b,", "c,d,", "e"])
    #expect(parts("ae\u{301}bcd", 2) == ["a", "e\u{301}", "bc", "d"])
  }

  @Test func piecesJoinToTheTextWhateverItIs() {
    var random = SeededRandom(seed: 11)
    let parts = [
      "Mr.", "e.g.", "U.S.", "word", "Word", "I", "3.14", "No. 5", ".", "...", "…", "!", "?", "。",
      "！",
      "，", ",", ";", " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\u{A0}", "\u{3000}", "«",
      "»", "“",
      "”", "\"", "(", ")", "「", "」", "我", "你好", "e\u{301}", "\u{301}", "👩‍👩‍👧", "🇫🇷", "\u{200D}", "\0",
      "É", "ß", "-", "—",
    ]
    for round in 0..<3000 {
      let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        parts.randomElement(using: &random) ?? ""
      }.joined()
      let limit = round % 2 == 0 ? nil : Int.random(in: 1...12, using: &random)
      let pieces = SentenceSplitter(limit: limit).pieces(of: text)
      #expect(isSpelledAlike(pieces.joined(), text), "\(text.debugDescription)")
      for (index, piece) in pieces.enumerated() {
        let scalars = piece.text.unicodeScalars
        #expect(index == 0 || !scalars.isEmpty, "\(text.debugDescription)")
        #expect(scalars.count <= limit ?? .max, "\(text.debugDescription)")
        #expect(scalars.first?.isSpace != true && scalars.last?.isSpace != true)
        #expect(piece.separator.unicodeScalars.allSatisfy { $0.isSpace })
      }
    }
  }

  @Test(arguments: [
    "a", "我", " ", ".", "a ", "a.", "Mr. ", "? ", "! » ", "\u{301}", ". a", "a, ", "(", ".\"", "。",
  ])
  func aHundredThousandCharactersTakeLittleTime(unit: String) {
    let text = String(repeating: unit, count: 100_000)
    let clock = ContinuousClock()
    var pieces: [TextPiece] = []
    let time = clock.measure { pieces = SentenceSplitter(limit: 200).pieces(of: text) }
    #expect(isSpelledAlike(pieces.joined(), text))
    #expect(pieces.allSatisfy { $0.text.unicodeScalars.count <= 200 })
    #expect(time < .seconds(1), "\(time)")
  }
}
