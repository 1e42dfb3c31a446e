import Ink
import TensorCore

/// Single characters of many writers, from which texts are put together that words alone would hardly show: capitals, digits,
/// signs.
struct CharacterBank: Sendable {
  /// Characters in this hand, or signs, of which nobody's hand is known.
  private let inks: [String: [Character: [Handwriting]]]
  /// Writers who have letters or digits, sorted.
  let writers: [String]
  /// Signs of all writers.
  private let signs: [Character: [Handwriting]]

  /// A bank of samples of a character each; others are passed over.
  init(_ samples: [InkSample]) {
    var inks: [String: [Character: [Handwriting]]] = [:]
    var signs: [Character: [Handwriting]] = [:]
    for sample in samples {
      guard sample.text.count == 1, let character = sample.text.first, !sample.ink.isEmpty
      else { continue }
      if character.isLetter || character.isNumber {
        inks[sample.writer, default: [:]][character, default: []].append(sample.ink)
      } else {
        signs[character, default: []].append(sample.ink)
      }
    }
    (self.inks, self.signs) = (inks, signs)
    writers = inks.keys.sorted()
  }

  /// Whether there is nothing to put together.
  var isEmpty: Bool { writers.isEmpty }

  /// The characters that a writer has, signs included.
  func characters(of writer: String) -> Set<Character> {
    Set(inks[writer, default: [:]].keys).union(signs.keys)
  }

  /// A text in a writer's characters, side by side on the baseline y = 0; nil where one is missing.
  func ink(of text: String, writer: String, _ random: RandomSource) -> Handwriting? {
    var strokes: [InkStroke] = []
    var right: Float = 0
    let gap = random.uniform(2..<7)
    for character in text {
      if character == " " {
        right += random.uniform(12..<22)
        continue
      }
      guard let choices = inks[writer]?[character] ?? signs[character] else { return nil }
      let ink = choices[random.index(below: choices.count)]
      guard let bounds = ink.bounds else { return nil }
      let top = CharacterBank.top(of: character, height: bounds.height) + random.normal()
      strokes += ink.translated(x: right - bounds.left, y: top - bounds.top).strokes
      right += bounds.width + gap + random.normal()
    }
    return strokes.isEmpty ? nil : Handwriting(strokes)
  }

  /// y of a character's upper edge above the baseline y = 0, small letters being 20 units high and capitals 35.
  static func top(of character: Character, height: Float) -> Float {
    let (small, capital) = (Handwriting.xHeight, 1.72 * Handwriting.xHeight)
    switch character {
    case "g", "p", "q", "y": return -small
    case "j", "'", "\"", "`", "^": return -capital
    case ",": return -3
    case ";": return 6 - height
    case "_": return 2
    case "-", "~", "=", "+", "*", "<", ">": return -0.7 * small - height / 2
    case "$", "(", ")", "[", "]", "{", "}", "/", "\\", "|": return -capital / 2 - height / 2
    default: return -height
    }
  }
}
