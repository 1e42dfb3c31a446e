import Datasets
import TensorCore

/// Marks what stands on both sides of a training pair, in whatever form: the network learns where marks belong.
package struct PairMarker {
  package let direction: Direction
  let known: KnownWords
  /// The chance of a name that the network knows to be marked all the same.
  private let chance: Float

  /// A marker for one direction, with what the data say of its words.
  package init(direction: Direction, known: KnownWords, chance: Float = 0.15) {
    (self.direction, self.known, self.chance) = (direction, known, chance)
  }

  /// The pair with marks.
  package func marked(_ pair: SentencePair, _ random: RandomSource) -> SentencePair {
    let sides = [(pair.source, direction.source), (pair.target, direction.target)].map {
      Side($0.0, $0.1)
    }
    var (source, target) = (sides[0], sides[1])
    if random.uniform() < chance { addSmallNumbers(&source, &target) }
    addNames(&source, &target, random)
    var chosen: [(source: Int, target: Int)] = []
    var used: Set<Int> = []
    for (index, span) in source.spans.enumerated() {
      let match = target.spans.indices.first {
        !used.contains($0) && target.spans[$0].value.key == span.value.key
      }
      guard let match else { continue }
      used.insert(match)
      chosen.append((index, match))
    }
    guard !chosen.isEmpty else { return pair }
    var marks = (
      [Character?](repeating: nil, count: source.spans.count),
      [Character?](repeating: nil, count: target.spans.count)
    )
    var free: [Character: [Character]] = [:]
    for (from, to) in chosen {
      let kind = source.spans[from].value.marks
      var rest = free[kind[0]] ?? random.permutation(kind.count).map { kind[$0] }
      let mark = rest.popLast()
      free[kind[0]] = rest
      (marks.0[from], marks.1[to]) = (mark, mark)
    }
    return SentencePair(source: source.replaced(marks.0), target: target.replaced(marks.1))
  }

  /// One side of a pair.
  private struct Side {
    let characters: [Character]
    let language: String
    var spans: [MarkScanner.Span]

    init(_ text: String, _ language: String) {
      characters = Array(text)
      self.language = language
      spans = MarkScanner(characters, language: language).spans()
    }

    func replaced(_ marks: [Character?]) -> String {
      let order = spans.indices.sorted { spans[$0].range.lowerBound < spans[$1].range.lowerBound }
      return CopyMarks.replacing(
        order.map { spans[$0] }, by: order.map { marks[$0] }, in: characters, language: language)
    }

    /// Words of Latin letters and where they stand, outside of spans.
    func words() -> [(word: String, range: Range<Int>)] {
      let taken = Set(spans.flatMap { Array($0.range) })
      var place = 0
      var words: [(String, Range<Int>)] = []
      for word in CopyMarks.words(of: String(characters)) {
        let range = place..<place + word.count
        place = range.upperBound
        guard let first = word.first, CopyMarks.isWordPart(first), taken.isDisjoint(with: range)
        else { continue }
        words.append((String(word), range))
      }
      return words
    }
  }

  // MARK: Names

  private func addNames(_ source: inout Side, _ target: inout Side, _ random: RandomSource) {
    func names(_ side: Side) -> [(word: String, range: Range<Int>)] {
      side.words().filter { word, _ in
        word.count > 1 && word.allSatisfy(\.isLetter)
          && (side.language == "zh" || word.first?.isUppercase == true)
      }
    }
    let targets = names(target)
    guard !targets.isEmpty else { return }
    let words = Set(targets.map(\.word))
    var copied: Set<String> = []
    for (word, range) in names(source) where words.contains(word) && !copied.contains(word) {
      if known.isKept(word), random.uniform() > chance { continue }
      if known.ordinary.contains(word.lowercased()), !known.isName(word) { continue }
      copied.insert(word)
      source.spans.append(.init(range: range, value: .copy(word)))
    }
    target.spans += targets.filter { copied.contains($0.word) }
      .map { .init(range: $0.range, value: .copy($0.word)) }
  }

  // MARK: Small numbers

  /// Numbers up to ten in words, where each side has one, as if they were digits: what is learnt of marks holds
  /// for all numbers.
  private func addSmallNumbers(_ source: inout Side, _ target: inout Side) {
    // A French un may be an article: it counts only where nothing else does.
    let (first, second) = (smallNumbers(source), smallNumbers(target))
    guard first.count == 1, second.count == 1, first[0].value == second[0].value else { return }
    source.spans += first
    target.spans += second
  }

  private func smallNumbers(_ side: Side) -> [MarkScanner.Span] {
    func span(_ range: Range<Int>, _ value: Int) -> MarkScanner.Span {
      .init(range: range, value: .number(.init(whole: String(value))))
    }
    guard side.language == "zh" else {
      return side.words().compactMap { word, range in
        PairMarker.small[side.language]?[word.lowercased()].map { span(range, $0) }
      }
    }
    let characters = side.characters
    let taken = Set(side.spans.flatMap { Array($0.range) })
    return characters.indices.compactMap { place in
      guard place + 1 < characters.count, "个只本岁年天次小分块人位张条件把杯瓶辆点".contains(characters[place + 1]),
        !taken.contains(place), place == 0 || !"第期周几".contains(characters[place - 1]),
        place == 0 || !NumberWords.isChineseNumeral(characters[place - 1]),
        let value = PairMarker.small["zh"]?[String(characters[place])]
      else { return nil }
      return span(place..<place + 1, value)
    }
  }

  private static let small: [String: [String: Int]] = {
    var table = Dictionary(
      uniqueKeysWithValues: ["en", "fr", "zh"].map { language in
        (
          language,
          Dictionary(
            uniqueKeysWithValues: (1...10).compactMap { value in
              NumberWords.word(value, in: language).map { ($0, value) }
            })
        )
      })
    table["zh"]?["两"] = 2
    table["fr"]?["une"] = 1
    return table
  }()
}
