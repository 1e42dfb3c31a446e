import Datasets
import Foundation
import Inference
import TestSupport
import Testing

@testable import Training

@Suite struct SingleWordsTests {
  private static func pairs(_ lines: [String]) -> [SentencePair] {
    lines.map { line in
      let sides = line.components(separatedBy: " = ")
      return SentencePair(source: sides[0], target: sides[1])
    }
  }

  private static let french = pairs([
    "The dog sleeps. = Le chien dort.", "A dog! = Un chien !", "My dog eats. = Mon chien mange.",
    "The cat sleeps. = Le chat dort.", "A cat! = Un chat !", "My cat eats. = Mon chat mange.",
    "The man sleeps. = L'homme dort.", "A man! = Un homme !", "My man eats. = L'homme mange.",
  ])

  @Test func wordsThatPairsTranslateAlikeAreFound() {
    let french = SingleWordsTests.french
    let words = WordAlignment.words(of: french + french + french)
    let found = Dictionary(uniqueKeysWithValues: words.map { ($0.source, $0.target) })
    for (word, translation) in [
      "dog": "chien", "cat": "chat", "man": "homme", "sleeps": "dort", "eats": "mange",
    ] {
      #expect(found[word] == translation, "\(word)")
    }
    #expect(WordAlignment.words(of: []).isEmpty)
  }

  @Test func chineseWordsAreThoseOfTheDictionaryThatPairsUse() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "# remark\n貓 猫 [mao1] /cat/CL:隻|只[zhi1]/\n犬 犬 [quan3] /dog/\n狗 狗 [gou3] /dog/\n"
        + "吃 吃 [chi1] /to eat/to consume/\n中國 中国 [Zhong1 guo2] /China/\n車 车 [che1] /car/\n"
        + "貓兒 猫儿 [mao1 r5] /kitty (diminutive)/\n", to: "dictionary.txt")
    let dictionary = try ChineseDictionary(contentsOf: path)
    #expect(dictionary.entries.map(\.word) == ["猫", "犬", "狗", "吃", "车"])
    let pairs = SingleWordsTests.pairs([
      "The dog and the cat eat in China. = 狗和猫在中国吃。", "A dog. = 一只狗。", "Dogs = 犬",
    ])
    let corpus = TranslationCorpus(
      Direction(from: "en", to: "zh"), training: pairs, validation: [])
    let words = SingleWords.corpora(of: [corpus], dictionary: dictionary, repetitions: 2)
    #expect(words.count == 1 && words[0].repetitions == 2)
    #expect(
      words[0].training == SingleWordsTests.pairs(["cat = 猫", "dog = 狗", "eat = 吃"]))
    #expect(SingleWords.corpora(of: [corpus], dictionary: nil, repetitions: 2).isEmpty)
  }

  @Test(arguments: ["just text\n", "a b [c] d\n", "貓 猫 [mao1]\n", "貓 [mao1] /cat/\n"])
  func damagedDictionaryIsNamedWithItsLine(_ text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("# remark\n" + text, to: "dictionary.txt")
    #expect {
      try ChineseDictionary(contentsOf: path)
    } throws: { "\($0)".contains("line 2") && "\($0)".contains("CC-CEDICT") }
  }
}
