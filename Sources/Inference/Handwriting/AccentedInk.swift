import Ink
import TensorCore

extension WrittenInk {
  /// The ink with marks drawn at the letters that the window looked at.
  func ink(with accents: [WritableText.Accent], _ random: RandomSource) -> Handwriting {
    var result = ink
    let points = result.points
    guard points.count == places.count else { return result }
    for accent in accents {
      let letter = zip(points, places).filter { $0.1 == accent.place }.map(\.0)
      guard let bounds = InkBounds(around: letter) else { continue }
      result.strokes += accent.mark.strokes(over: bounds, random)
    }
    return result
  }
}

extension AccentMark {
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
    case .cedilla:
      let down = letter.bottom - y
      return [stroke([(0, down), (0, down + 3), (3, down + 5), (1, down + 8), (-3, down + 8)])]
    }
  }
}
