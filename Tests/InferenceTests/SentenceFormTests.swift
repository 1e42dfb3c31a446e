import Datasets
import Testing

@testable import Inference

/// What people type, in the form of a network and back.
@Suite struct SentenceFormTests {
  private let known: KnownWords = {
    let pairs = [
      "What time does the pharmacy close?", "I dont know it, it's so good.",
      "On Monday we met Tom.",
      "She saw Monday come.", "Haven't you no dog?", "Is it raining, hello?",
    ]
    var known = KnownWords(pairs.map { SentencePair(source: $0, target: "x") })
    known.ordinary.remove("dont")
    known.kept = ["Monday", "Tom"]
    known.ordinary.insert("do")
    return known
  }()

  private func form(_ text: String, _ language: String = "en") -> SentenceForm {
    SentenceForm(text, language: language, known: known)
  }

  @Test(arguments: [
    ("hello", "Hello."),
    ("what time does the pharmacy close", "What time does the pharmacy close?"),
    ("i met tom on monday", "I met Tom on Monday."),
    ("ON MONDAY WE MET TOM.", "On Monday we met Tom."),
    ("i dont know", "I don't know."), ("it is sooooo goood!", "It is so good!"),
    ("IKEA", "IKEA."), ("HELLO", "Hello."), ("https://a.com/x", "https://a.com/x."),
    ("She saw it.", "She saw it."),
  ])
  func textBecomesASentence(text: String, expected: String) {
    #expect(form(text).text == expected)
  }

  @Test(arguments: [
    ("hello", "Bonjour.", "bonjour"), ("Hello", "Bonjour.", "Bonjour"),
    ("HELLO!", "Bonjour !", "BONJOUR !"),
    ("we met tom on it", "Nous l'avons vu.", "Nous l'avons vu."),
    ("Hello.", "Bonjour.", "Bonjour."),
  ])
  func translationsTakeTheFormOfTheSource(text: String, translation: String, expected: String) {
    #expect(form(text).restored(translation, in: "fr", known: known) == expected)
  }

  @Test func chineseGetsItsMarks() {
    #expect(form("没事 慢慢来", "zh").text == "没事，慢慢来。")
    #expect(form("你好吗", "zh").text == "你好吗？")
  }

  @Test(arguments: [
    ("It costs $2,340.", "en", "It costs 2,340 dollars."), ("€39.90", "en", "39.90 euros"),
    ("12,50 €", "fr", "12,50 euros"), ("I like $.", "en", "I like $."), ("¥30", "zh", "30元"),
  ])
  func currenciesBecomeWords(text: String, language: String, expected: String) {
    #expect(Currencies.spelled(text, language) == expected)
  }

  @Test func scriptsAreConverted() throws {
    #expect(try ChineseScript(.toSimplified).converted("這件衣服") == "这件衣服")
    #expect(try ChineseScript(.toTraditional).converted("这件衣服abc") == "這件衣服abc")
  }
}
