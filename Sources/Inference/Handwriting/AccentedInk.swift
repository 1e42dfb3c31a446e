import Ink
import Platform
import TensorCore

extension WrittenInk {
  /// The ink with a text's marks drawn at the letters that the window looked at.
  func ink(of text: WritableText, _ random: RandomSource) -> Handwriting {
    var result = ink
    let points = result.points
    guard points.count == places.count else { return result }
    let characters = Array(text.characters)
    for accent in text.accents {
      var letter = zip(points, places).filter { $0.1 == accent.place }.map(\.0)
      guard let whole = InkBounds(around: letter) else { continue }
      if accent.mark == .degree {
        result.strokes.removeAll { $0.points.allSatisfy(letter.contains) }
      }
      if accent.mark.isAbove, "ij".contains(characters[accent.place]) {
        // The mark takes the dot's place.
        let dots = result.strokes.filter { $0.isDot(of: whole) }
        result.strokes.removeAll(where: dots.contains)
        letter.removeAll { point in dots.contains { $0.points.contains(point) } }
      }
      let bounds = InkBounds(around: letter) ?? whole
      result.strokes += accent.mark.strokes(over: bounds, random)
    }
    return result
  }
}

extension InkStroke {
  /// Whether this is the dot of a letter: small, and above the body of letters.
  fileprivate func isDot(of letter: InkBounds) -> Bool {
    guard let bounds = InkBounds(around: points) else { return false }
    return max(bounds.width, bounds.height) < 10 && bounds.bottom < -0.9 * Handwriting.xHeight
      && bounds.right > letter.left - 6 && bounds.left < letter.right + 6
  }
}

extension AccentMark {
  /// Whether the mark stands above its letter.
  fileprivate var isAbove: Bool {
    switch self {
    case .cedilla, .bar, .bars, .slash, .degree: false
    default: true
    }
  }

  /// The points of a circle around x = 0.
  private static func circle(y: Float, radius: Float) -> [(Float, Float)] {
    (0...8).map { index in
      let angle = Float(index) * .pi / 4
      return (radius * sin(angle), y + radius * cos(angle))
    }
  }

  /// The mark's strokes, above or below a letter.
  fileprivate func strokes(over letter: InkBounds, _ random: RandomSource) -> [InkStroke] {
    let x = (letter.left + letter.right) / 2 + random.normal()
    let y = letter.top - 5 + random.uniform(-1..<1)
    func stroke(_ points: [(Float, Float)]) -> InkStroke {
      InkStroke(
        points.map {
          InkPoint(x: x + $0.0 + 0.4 * random.normal(), y: y + $0.1 + 0.4 * random.normal())
        })
    }
    switch self {
    case .acute: return [stroke([(4, -7), (1, -3), (-1, 0)])]
    case .grave: return [stroke([(-4, -7), (-1, -3), (1, 0)])]
    case .circumflex: return [stroke([(-5, 0), (-1, -6), (0, -6), (5, 0)])]
    case .tilde: return [stroke([(-6, -1), (-3, -4), (0, -2), (3, 0), (6, -4)])]
    case .diaeresis: return [stroke([(-4, -3)]), stroke([(4, -3)])]
    case .ring: return [stroke(Self.circle(y: -4, radius: 3))]
    case .degree: return [stroke(Self.circle(y: 9, radius: 4))]
    case .slash:
      let (reach, down) = (letter.width / 2 + 2, letter.bottom - y)
      return [stroke([(reach, 3), (-reach, down + 2)])]
    case .caron: return [stroke([(-5, -6), (0, 0), (5, -6)])]
    case .bar, .bars:
      // Through the middle, from a little before the letter.
      let (reach, middle) = (letter.width / 2 + 2, (letter.bottom - letter.top) / 2 + 5)
      return (self == .bar ? [0] : [-2.5, 2.5]).map { shift in
        stroke([(-reach, middle + shift), (0.5 * reach, middle + shift)])
      }
    case .cedilla:
      let down = letter.bottom - y
      return [stroke([(0, down), (0, down + 3), (3, down + 5), (1, down + 8), (-3, down + 8)])]
    }
  }
}
