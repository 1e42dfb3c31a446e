extension Penman {
  /// Characters that are written in one go; longer words are written in parts.
  static let partLimit = 14
  /// Digits, signs and capitals that are written in one go where several stand side by side: few people wrote many of them, and the
  /// fewer there are, the sooner all are right.
  static let signLimit = 4

  /// A word, or a part of a long one.
  struct Part {
    var text: WritableText
    /// Whether it is a word, with a sign or two perhaps, and not of digits, signs and capitals.
    var isWord: Bool
    /// What stands before it.
    var separator: InkLayout.Separator
  }

  /// The words of a text, in parts that are written in one go.
  ///
  /// - Throws: `HandwritingError` for a text without characters, with too many, or with one that cannot be written.
  func parts(of text: String) throws(HandwritingError) -> [Part] {
    guard text.count <= Self.characterLimit else {
      throw .textTooLong(count: text.count, limit: Self.characterLimit)
    }
    var parts: [Part] = []
    var (place, breaks, isFirst) = (0, 0, true)
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      for word in line.split(omittingEmptySubsequences: false, whereSeparator: Self.isSpace) {
        let writable = try WritableText(word, alphabet: alphabet, start: place)
        for (index, part) in writable.pieces(of: Self.partLimit).enumerated() {
          var before: InkLayout.Separator =
            index > 0 ? .none : isFirst ? .lines(breaks) : .space
          (isFirst, breaks) = (false, 0)
          for run in part.runs() {
            for piece in run.text.pieces(of: run.isWord ? Self.partLimit : Self.signLimit) {
              parts.append(Part(text: piece, isWord: run.isWord, separator: before))
              before = .joined
            }
          }
        }
        place += word.count + 1
      }
      breaks += 1
      isFirst = true
    }
    guard !parts.isEmpty else { throw .emptyText }
    parts[0].separator = .lines(0)
    return parts
  }

  private static func isSpace(_ character: Character) -> Bool {
    character == " " || character == "\t" || character == "\u{A0}" || character == "\u{202F}"
  }
}
