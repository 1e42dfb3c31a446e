import Foundation

/// Text in the characters that a network of ink knows: accents are written above and below letters afterwards, and a few signs have
/// others in their place.
struct WritableText: Sendable, Equatable {
  /// A mark on a letter.
  struct Accent: Sendable, Equatable {
    /// Which mark.
    var mark: AccentMark
    /// The letter's place in the characters.
    var place: Int
  }

  /// What the network writes.
  var characters: String
  /// What is written on its letters.
  var accents: [Accent] = []
  /// What each of the characters stands for in the text as it was given: itself, a letter with its accent, or nothing where the one
  /// before it stands for both.
  var originals: [String] = []
  /// The text as it was given.
  var original: String { originals.joined() }

  /// Signs that others stand for.
  private static let substitutes: [Character: String] = [
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "‘": "'", "“": "\"", "”": "\"",
    "«": "<<", "»": ">>", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "×": "x",
    "÷": "/", "ß": "ss", "•": "-", "·": ".", "©": "(c)", "®": "(R)", "™": "(TM)",
  ]

  /// Signs that are letters with lines through them, or marks that stand alone.
  private static let composed: [Character: (base: Character, mark: AccentMark)] = [
    "€": ("C", .bars), "¥": ("Y", .bars), "£": ("L", .bar), "ł": ("l", .bar), "Ł": ("L", .bar),
    "đ": ("d", .bar), "ø": ("o", .slash), "Ø": ("O", .slash), "°": ("'", .degree),
  ]

  /// The text of a word.
  ///
  /// - Parameter start: characters before the word, for the error's place.
  /// - Throws: `HandwritingError.unknownCharacter`.
  init(_ word: some StringProtocol, alphabet: InkAlphabet, start: Int = 0) throws(HandwritingError)
  {
    characters = ""
    for (offset, character) in word.enumerated() {
      guard let (letters, marks) = Self.written(character, alphabet) else {
        throw .unknownCharacter(character, place: start + offset + 1)
      }
      accents += marks.map { Accent(mark: $0, place: characters.count) }
      originals += [String(character)] + Array(repeating: "", count: letters.count - 1)
      characters += letters
    }
  }

  /// What is written for a character, and the marks on its first letter; nil where it cannot be written.
  private static func written(_ character: Character, _ alphabet: InkAlphabet)
    -> (letters: String, marks: [AccentMark])?
  {
    if alphabet.contains(character) { return (String(character), []) }
    if let substitute = substitutes[character], substitute.allSatisfy(alphabet.contains) {
      return (substitute, [])
    }
    if let (base, mark) = composed[character], alphabet.contains(base) {
      return (String(base), [mark])
    }
    let parts = String(character).decomposedStringWithCanonicalMapping.unicodeScalars
    let marks = parts.dropFirst().compactMap { AccentMark(rawValue: $0.value) }
    guard let base = parts.first.map(Character.init), alphabet.contains(base), !marks.isEmpty,
      marks.count == parts.count - 1
    else { return nil }
    return (String(base), marks)
  }
}

/// The marks of French and its neighbours on letters, lines through them, and a small ring in a letter's place, by their combining
/// characters or their own.
enum AccentMark: UInt32, Sendable {
  case grave = 0x300
  case acute = 0x301
  case circumflex = 0x302
  case tilde = 0x303
  case diaeresis = 0x308
  case ring = 0x30A
  case caron = 0x30C
  case cedilla = 0x327
  case bar = 0x335
  case slash = 0x338
  case bars = 0x20E5
  case degree = 0xB0
}
