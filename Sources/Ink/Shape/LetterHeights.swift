/// Which heights the letters of a text have.
struct LetterHeights {
  /// Share of letters whose top is at the x-height.
  let small: Float
  /// Share of letters with a higher top.
  let tall: Float
  /// Whether the text has letters or digits, whose size is known.
  let isTelling: Bool
  private let hasDescender: Bool
  private let isLong: Bool

  private static let smallLetters = Set("acegimnopqrsuvwxyzæœçñ")
  private static let descending = Set("gjpqyç")

  init(_ text: String) {
    let letters = text.filter { $0.isLetter || $0.isNumber }
    isTelling = !letters.isEmpty
    isLong = letters.count > 12
    hasDescender = letters.contains { LetterHeights.descending.contains($0) }
    let smallCount = letters.count { LetterHeights.smallLetters.contains($0) }
    // Of English letters two thirds are small; without a text, or with few letters, that is the guess.
    small = letters.isEmpty ? 0.65 : Float(smallCount) / Float(letters.count)
    tall = 1 - small
  }

  /// How far the logarithm of a size may be from that of the box, which tells more of a word than of a line.
  var boxSpread: Float { !isTelling ? 0.45 : isLong ? 0.4 : 0.2 }

  /// How far the ink goes above and below the baseline, in x-heights.
  var box: (above: Float, below: Float) {
    guard isTelling else { return (InkMeasure.tallRatio, 0.5) }
    return (tall > 0 ? InkMeasure.tallRatio : 1, hasDescender ? (tall > 0 ? 0.87 : 0.97) : 0)
  }
}
