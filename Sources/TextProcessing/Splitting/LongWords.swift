/// Words that are longer than any: a hundred thousand letters without a space, say. Nobody can translate them, and cut into pieces each piece
/// costs as much as a sentence.
public enum LongWords {
  /// The most scalars of a word.
  public static let limit = 100

  /// A part of a text.
  public struct Part: Sendable, Hashable {
    /// The part itself.
    public let text: String
    /// How many scalars a word has that is too long; 0 for a part without one.
    public let length: Int
  }

  /// The parts of a text, its too long words each a part of its own; joined they are the text. Languages that write
  /// without spaces have no such words. The time is linear in the length of the text.
  public static func parts(of text: String) -> [Part] {
    let scalars = Array(text.unicodeScalars)
    var parts: [Part] = []
    var (plainStart, wordStart) = (0, 0)
    func add(_ range: Range<Int>, isLong: Bool) {
      guard !range.isEmpty else { return }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      parts.append(Part(text: String(view), length: isLong ? range.count : 0))
    }
    for index in 0...scalars.count {
      guard
        index == scalars.count || scalars[index].isSpace || scalars[index].isIdeograph
          || scalars[index].isWideClauseMark
      else { continue }
      if index - wordStart > limit {
        add(plainStart..<wordStart, isLong: false)
        add(wordStart..<index, isLong: true)
        plainStart = index
      }
      wordStart = index + 1
    }
    add(plainStart..<scalars.count, isLong: false)
    return parts
  }
}
