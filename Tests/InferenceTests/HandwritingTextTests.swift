import Foundation
import Ink
import Testing

@testable import Inference

/// Characters, accents and the search for what ink says.
@Suite struct HandwritingTextTests {
  @Test func numbersAreThoseOfTheAlphabet() throws {
    let alphabet = InkAlphabet("abc ")
    #expect(try alphabet.numbers(of: "cab a") == [3, 1, 2, 4, 1])
    #expect(alphabet.text(of: [3, 0, 2, 9, 1]) == "cba")
    #expect(InkAlphabet.ascii.characters.count == 95)
    #expect(throws: HandwritingError.unknownCharacter("z", place: 2)) {
      try alphabet.numbers(of: "az")
    }
  }

  @Test func accentsAreLettersWithMarks() throws {
    let text = try WritableText("garçon naïve Œuvre « É »", alphabet: .ascii)
    #expect(text.characters == "garcon naive OEuvre << E >>")
    #expect(
      text.accents == [
        .init(mark: .cedilla, place: 3), .init(mark: .diaeresis, place: 9),
        .init(mark: .acute, place: 23),
      ])
  }

  @Test(arguments: [("日本", "日", 1), ("a\u{7}", "\u{7}", 2), ("ab♥", "♥", 3), ("añ̈ș", "ș", 3)])
  func whatCannotBeWrittenIsNamed(_ text: String, _ character: Character, _ place: Int) {
    #expect(throws: HandwritingError.unknownCharacter(character, place: place)) {
      try WritableText(text, alphabet: .ascii)
    }
  }

  @Test func errorsShowNoControlCharacter() {
    let text = HandwritingError.unknownCharacter("\u{1B}", place: 1).description
    #expect(text.contains("U+001B") && !text.contains("\u{1B}"))
    #expect(
      HandwritingError.unknownCharacter("€", place: 3).description.contains("'€' (U+20AC)"))
  }

  private let model = CharacterModel(
    [([1, 2, 1], 3), ([1, 2, 2], 1), ([3], 1)], characterCount: 4)

  @Test func probabilitiesOfCharactersSumToOne() {
    for before in [[], [1], [1, 2], [4, 4, 4, 4], [1, 2, 1, 2, 1, 2]] as [[Int32]] {
      let sum = model.logProbabilities(of: [0, 1, 2, 3, 4], after: before).reduce(0) {
        $0 + exp($1)
      }
      #expect(abs(sum - 1) < 1e-6, "\(before): \(sum)")
    }
  }

  @Test func whatWasSeenIsLikelier() {
    let first = model.logProbabilities(of: [1, 3, 4], after: [])
    #expect(first[0] > first[1] && first[1] > first[2])
    #expect(model.logProbability(of: [1, 2, 1]) > model.logProbability(of: [1, 2, 2]))
    #expect(model.logProbability(of: [1, 2, 2]) > model.logProbability(of: [2, 1, 1]))
  }

  /// Three steps of blank, a and b.
  private let steps: [Float] = [0.2, 0.5, 0.3, 0.6, 0.25, 0.15, 0.3, 0.3, 0.4].map { log($0) }

  /// The probability of a text, over all alignments.
  private func exact(_ text: [Int32]) -> Double {
    var sum = 0.0
    for path in 0..<27 {
      let labels = [path / 9, path / 3 % 3, path % 3]
      var (found, before) = ([Int32](), 0)
      for label in labels {
        if label != 0 && label != before { found.append(Int32(label)) }
        before = label
      }
      if found == text {
        sum += exp(labels.indices.reduce(0.0) { $0 + Double(steps[3 * $1 + labels[$1]]) })
      }
    }
    return sum
  }

  @Test func searchSumsOverAllAlignments() {
    var search = CTCSearch(language: nil)
    search.lengthBonus = 0
    let found = search(steps[...], width: 3)
    #expect(found.count == 9)
    for text in found {
      #expect(abs(exp(text.inkScore) - exact(text.numbers)) < 1e-6, "\(text.numbers)")
    }
    #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
    let best = found.map { exact($0.numbers) }.max() ?? 0
    #expect(abs(exact(found[0].numbers) - best) < 1e-9)
  }

  @Test func repeatedLettersNeedABlank() {
    let width = 3
    let path = [1, 0, 1, 1, 2]
    let sure: [Float] = path.flatMap { label in (0..<width).map { log($0 == label ? 0.98 : 0.01) } }
    #expect(CTCSearch.greedy(sure[...], width: width) == [1, 1, 2])
    #expect(CTCSearch(language: nil)(sure[...], width: width)[0].numbers == [1, 1, 2])
  }

  @Test func languageDecidesWhereInkDoesNot() {
    let even: [Float] = [0.02, 0.49, 0.49].map { log($0) }
    let language = CharacterModel([([2], 50), ([1, 1], 1)], characterCount: 2)
    #expect(CTCSearch(language: language)(even[...], width: 3)[0].numbers == [2])
  }

  @Test func mistakesDoNotCountWhatLooksAlike() {
    #expect(Legibility.mistakes(truth: "Cool 10", found: "c00l lO") == 0)
    #expect(Legibility.mistakes(truth: "abc", found: "adbd") == 2)
    #expect(Legibility.editDistance(Array("kitten"), Array("sitting")) == 3)
    #expect(Legibility.editDistance([], [1, 2]) == 2)
  }
}
