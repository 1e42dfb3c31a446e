import Datasets
import TensorCore
import Testing

@testable import Inference

/// What passes through a network as marks: how it is found in each language and how it is written in each.
@Suite struct MarkTests {
  private func found(_ text: String, _ language: String) -> [MarkScanner.Span] {
    MarkScanner(Array(text), language: language).spans()
  }

  private func written(_ text: String, _ from: String, _ to: String) -> [String] {
    found(text, from).map { $0.value.text(in: to) }
  }

  @Test(arguments: [
    ("Meet me at 17:45.", "en", "fr", ["17 h 45"]), ("à 17 h 45.", "fr", "en", ["17:45"]),
    ("at 7:30 p.m. today", "en", "fr", ["19 h 30"]), ("at 8 pm", "en", "fr", ["20 h"]),
    ("à 8h30", "fr", "zh", ["8:30"]), ("8点45分开始", "zh", "fr", ["8 h 45"]),
    ("8点半", "zh", "en", ["8:30"]), ("It costs 12.50 euros.", "en", "fr", ["12,50"]),
    ("12,50 euros", "fr", "en", ["12.50"]), ("1,250 pupils", "en", "fr", ["1 250"]),
    ("1 250 élèves", "fr", "en", ["1,250"]), ("2,340 dollars", "en", "zh", ["2340"]),
    ("我有一百五十本书", "zh", "en", ["150"]), ("二十五岁", "zh", "en", ["twenty-five"]),
    ("twenty-five people", "en", "fr", ["vingt-cinq"]),
    ("eighty-one", "en", "fr", ["quatre-vingt-un"]),
    ("soixante et onze ans", "fr", "en", ["seventy-one"]), ("三万五千人", "zh", "en", ["35,000"]),
    ("minus -9 degrees", "en", "zh", ["-9"]), ("in 1994 and 2025", "en", "fr", ["1994", "2025"]),
    ("the 21st floor", "en", "fr", ["21"]), ("6%", "en", "fr", ["6"]), ("5km", "en", "fr", ["5"]),
  ])
  func numbersAndTimesTakeTheTargetsForm(
    text: String, from: String, to: String, expected: [String]
  ) {
    #expect(written(text, from, to) == expected)
  }

  @Test(arguments: [
    "06 12 48 75 30", "555-0142", "138-0013-8000", "+33 6 12 34 56 78", "anna@example.org",
    "www.zoo.com/map", "https://example.com/a?b=1", "@bob", "#monday", "58A2", "A380", "12/05/2025",
    "1.2.3", "v2.0.1",
  ])
  func othersStayAsTheyAre(text: String) {
    for (from, to) in [("en", "fr"), ("fr", "en"), ("en", "zh"), ("zh", "en")] {
      #expect(written("x \(text), y.", from, to) == [text])
    }
  }

  @Test(arguments: [
    ("我叫王伟。", ["Wang Wei"]), ("他叫李小龙，三十岁。", ["Li Xiaolong"]), ("我的名字是吕明！", ["Lu Ming"]),
    ("我叫王先生来。", []), ("你叫什么？", []), ("我叫他来。", []), ("王伟来了。", []),
  ])
  func introducedChineseNamesAreWrittenInPinyin(text: String, expected: [String]) {
    #expect(ChineseNames.spans(Array(text)).map { $0.value.text(in: "en") } == expected)
  }

  @Test(arguments: [
    ("I have two dogs and ten cats.", "en"), ("J'ai deux chiens.", "fr"), ("我有两只狗，十只猫。", "zh"),
    ("十二月", "zh"), ("3月", "zh"), ("千万别去", "zh"), ("一百", "zh"), ("第十二课", "zh"), ("So be it.", "en"),
  ])
  func smallWordsStayWords(text: String, language: String) {
    #expect(found(text, language) == [])
  }

  @Test(arguments: [
    (12, "douze", "twelve", "十二"), (21, "vingt et un", "twenty-one", "二十一"),
    (71, "soixante et onze", "seventy-one", "七十一"), (80, "quatre-vingts", "eighty", "八十"),
    (91, "quatre-vingt-onze", "ninety-one", "九十一"),
    (99, "quatre-vingt-dix-neuf", "ninety-nine", "九十九"),
  ])
  func numbersHaveWords(value: Int, french: String, english: String, chinese: String) {
    #expect(NumberWords.word(value, in: "fr") == french)
    #expect(NumberWords.word(value, in: "en") == english)
    #expect(NumberWords.word(value, in: "zh") == chinese)
    #expect(NumberWords.value(ofChinese: chinese) == value)
  }

  @Test(
    arguments: [
      ("一百零五", 105), ("两千三百", 2300), ("一万二千", 12000), ("三亿", 300_000_000), ("百", nil), ("十百", nil),
      ("一二", nil),
    ] as [(String, Int?)])
  func chineseNumeralsAreRead(text: String, value: Int?) {
    #expect(NumberWords.value(ofChinese: text) == value)
  }

  @Test func whatDependsOnAMarkIsPutRight() {
    func restored(_ text: String, _ value: MarkValue, _ language: String) -> String {
      let mark = value.marks[0]
      return CopyMarks.Marked(text: "", values: [mark: value])
        .restored(text.replacing("*", with: String(mark)), in: language)
    }
    let number = { (text: String) in MarkValue.number(.init(whole: text)) }
    #expect(restored("the *th floor", number("21"), "en") == "the 21st floor")
    #expect(restored("the *th time", number("12"), "en") == "the 12th time")
    #expect(restored("le *e étage", number("1"), "fr") == "le 1er étage")
    #expect(restored("*%", number("6"), "fr") == "6 %")
    #expect(restored("* %", number("6"), "en") == "6%")
    #expect(restored("le chien de *", .copy("Anna"), "fr") == "le chien d'Anna")
    #expect(restored("le chien d'*", .copy("Bob"), "fr") == "le chien de Bob")
    #expect(restored("* is here", .copy("莫罗"), "en") == "Moluo is here")
  }

  @Test func theSameInOtherFormsIsMarkedAlike() {
    let random = RandomSource(seed: 1)
    func marked(_ source: String, _ target: String, _ direction: Direction) -> Bool {
      let pair = PairMarker(direction: direction, known: KnownWords([]), chance: 0)
        .marked(SentencePair(source: source, target: target), random)
      let marks = { (text: String) in Set(text.filter { CopyMarks.all.contains($0) }) }
      return !marks(pair.source).isEmpty && marks(pair.source) == marks(pair.target)
    }
    let (french, chinese) = (Direction(from: "en", to: "fr"), Direction(from: "zh", to: "en"))
    #expect(marked("It is 17:45.", "Il est 17 h 45.", french))
    #expect(marked("It costs 1,250.50.", "Ça coûte 1 250,50.", french))
    #expect(marked("I know Zbigniew.", "Je connais Zbigniew.", french))
    #expect(marked("我有一百五十本书。", "I have 150 books.", chinese))
    #expect(!marked("I know Ann.", "Je connais Anne.", french))
  }

  @Test func wordsOfTheDataTellNames() {
    let pairs =
      (0..<5).map { _ in
        SentencePair(source: "The baker saw London.", target: "Le boulanger a vu Londres.")
      } + [SentencePair(source: "I know Anna.", target: "Je connais Anna.")]
    let known = KnownWords(pairs)
    #expect(known.kept.contains("London") && !known.names.contains("London"))
    #expect(known.names.contains("Anna"))
    #expect(known.ordinary.isSuperset(of: ["the", "baker", "saw", "know"]))
    let direction = Direction(from: "en", to: "fr")
    #expect(KnownWords(known.metadata(direction), direction) == known)
    #expect(known.kept.allSatisfy { known.isKept($0) && known.isKept($0 + "s") })
    #expect(KnownWords(known.metadata(direction), Direction(from: "en", to: "zh")) == nil)
    func names(_ text: String) -> [MarkValue] {
      NameScanner(Array(text), language: "en", known: known)
        .spans(besides: [], pieces: { _ in 1 }).map(\.value)
    }
    #expect(names("Anna saw London.") == [.copy("Anna")])
    #expect(names("Zhang Min saw the baker.") == [.copy("Zhang Min")])
    #expect(names("The baker of Baker Street.") == [.copy("Baker Street")])
    #expect(names("The baker.") == [])
  }
}
