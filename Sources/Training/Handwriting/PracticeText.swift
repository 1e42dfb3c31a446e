import TensorCore

/// Texts that words alone hardly show, drawn at random: numbers, sums, prices, times, dates, addresses, names in capitals, signs in
/// any order.
struct PracticeText {
  private let digits = Array("0123456789")
  private let capitals = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
  private let rareCapitals = Array("QXZJKVYUW")
  private let letters = Array("abcdefghijklmnopqrstuvwxyz")
  private let rareLetters = Array("qxzjkv")
  private let random: RandomSource

  init(_ random: RandomSource) { self.random = random }

  /// A text of these characters, of at most so many.
  func next(of allowed: Set<Character>, limit: Int = 14) -> String {
    for _ in 0..<8 {
      let text = draw(Array(allowed.filter { $0 != " " }.sorted()))
      if text.count <= limit, !text.isEmpty, text.allSatisfy({ allowed.contains($0) }) {
        return text
      }
    }
    let any = allowed.filter { $0 != " " }.sorted()
    return any.isEmpty ? "" : String((0..<3).map { _ in one(of: any) })
  }

  private func draw(_ allowed: [Character]) -> String {
    switch random.index(below: 11) {
    case 0: return number(1 + random.index(below: 6))
    case 1:
      return number(1 + random.index(below: 3)) + String(one(of: Array("+-*/=<>x")))
        + number(1 + random.index(below: 3))
        + (random.uniform() < 0.5 ? "=" + number(1 + random.index(below: 3)) : "")
    case 2:
      return String(one(of: Array("$#"))) + number(1 + random.index(below: 4))
        + (random.uniform() < 0.5 ? "." + number(2) : "")
    case 3: return number(2) + String(one(of: Array(":/.-"))) + number(2)
    case 4: return number(1 + random.index(below: 3)) + "%"
    case 5: return word(3...6) + "@" + word(2...4) + "." + word(2...3)
    case 6: return capitalized(2...5)
    case 7: return String(capital()) + word(1...6)
    case 8: return marked(word(1...5))
    case 9: return amongSigns(word(1...4), allowed)
    default: return String((0..<(1 + random.index(below: 5))).map { _ in one(of: allowed) })
    }
  }

  private func one(of characters: [Character]) -> Character {
    characters[random.index(below: max(characters.count, 1))]
  }

  private func number(_ count: Int) -> String { String((0..<count).map { _ in one(of: digits) }) }

  private func capital() -> Character {
    one(of: random.uniform() < 0.5 ? rareCapitals : capitals)
  }

  private func word(_ lengths: ClosedRange<Int>) -> String {
    let count = lengths.lowerBound + random.index(below: lengths.count)
    return String(
      (0..<count).map { _ in one(of: random.uniform() < 0.25 ? rareLetters : letters) })
  }

  private func capitalized(_ lengths: ClosedRange<Int>) -> String {
    let count = lengths.lowerBound + random.index(below: lengths.count)
    return String((0..<count).map { _ in capital() })
  }

  /// A word with any two signs before, behind or within.
  private func amongSigns(_ word: String, _ allowed: [Character]) -> String {
    let signs = allowed.filter { !$0.isLetter && !$0.isNumber }
    guard !signs.isEmpty else { return word }
    let (one, other) = (String(one(of: signs)), String(one(of: signs)))
    let parts = [one + other + word, one + word + other, word + one + other]
    return parts[random.index(below: parts.count)]
  }

  /// A word between, before or behind the signs that are usual there.
  private func marked(_ word: String) -> String {
    switch random.index(below: 6) {
    case 0: "(\(word))"
    case 1: "[\(word)]"
    case 2: "\"\(word)\""
    case 3: word + String(one(of: Array("!?:;,.")))
    case 4: String(one(of: Array("#@&*~_"))) + word
    default: word + String(one(of: Array("-_/+&'"))) + self.word(1...4)
    }
  }
}
