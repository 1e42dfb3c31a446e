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

  /// Signs that others stand for.
  private static let substitutes: [Character: String] = [
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "‘": "'", "“": "\"", "”": "\"",
    "«": "<<", "»": ">>", "–": "-", "—": "-", "‐": "-", "‑": "-", "…": "...", "×": "x", "÷": "/",
  ]

  /// Signs that are letters with lines through them.
  private static let crossed: [Character: (base: Character, mark: AccentMark)] = [
    "€": ("C", .bars), "¥": ("Y", .bars), "£": ("L", .bar),
  ]

  /// The text of a word.
  ///
  /// - Parameter start: characters before the word, for the error's place.
  /// - Throws: `HandwritingError.unknownCharacter`.
  init(_ word: some StringProtocol, alphabet: InkAlphabet, start: Int = 0) throws(HandwritingError)
  {
    characters = ""
    for (offset, character) in word.enumerated() {
      if alphabet.contains(character) {
        characters.append(character)
        continue
      }
      if let substitute = Self.substitutes[character], substitute.allSatisfy(alphabet.contains) {
        characters += substitute
        continue
      }
      if let (base, mark) = Self.crossed[character], alphabet.contains(base) {
        accents.append(Accent(mark: mark, place: characters.count))
        characters.append(base)
        continue
      }
      let parts = String(character).decomposedStringWithCanonicalMapping.unicodeScalars
      guard let base = parts.first.map(Character.init), alphabet.contains(base), parts.count > 1
      else { throw .unknownCharacter(character, place: start + offset + 1) }
      for scalar in parts.dropFirst() {
        guard let mark = AccentMark(rawValue: scalar.value) else {
          throw .unknownCharacter(character, place: start + offset + 1)
        }
        accents.append(Accent(mark: mark, place: characters.count))
      }
      characters.append(base)
    }
  }
}

/// The marks of French and its neighbours on letters, and lines through them, by their combining characters.
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
  case bars = 0x20E5
}
