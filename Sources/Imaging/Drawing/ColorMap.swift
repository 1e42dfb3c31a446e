/// Colours for the numbers 0...1.
///
/// The anchors of a map are even steps in CIE L*a*b*, blended there, so that equal differences of
/// numbers look equally large and a grey print keeps the order.
public struct ColorMap: Sendable, Hashable {
  private let colors: [Color]

  /// Makes a map of anchors at even distances.
  ///
  /// - Parameter anchors: two colours or more, for 0 to 1.
  public init(anchors: [Lab]) {
    precondition(anchors.count >= 2, "ColorMap: \(anchors.count) anchors, expected 2 or more")
    colors = (0..<256).map { index in
      let position = Float(index) / 255 * Float(anchors.count - 1)
      let segment = min(Int(position), anchors.count - 2)
      let share = position - Float(segment)
      let (from, to) = (anchors[segment], anchors[segment + 1])
      return Color(
        Lab(
          lightness: from.lightness + (to.lightness - from.lightness) * share,
          a: from.a + (to.a - from.a) * share, b: from.b + (to.b - from.b) * share))
    }
  }

  /// The colour of a number; below 0 and above 1 it stays at the ends, NaN is at the start.
  public func color(at share: Float) -> Color {
    colors[Int(byte(share * 255))]
  }

  /// Night blue over violet, red and orange to pale yellow.
  public static let ember = ColorMap(anchors: [
    Lab(lightness: 6, a: 6, b: -18), Lab(lightness: 24, a: 34, b: -42),
    Lab(lightness: 42, a: 56, b: -18), Lab(lightness: 60, a: 54, b: 26),
    Lab(lightness: 78, a: 20, b: 58), Lab(lightness: 96, a: -8, b: 34),
  ])

  /// Black to white in even steps of lightness.
  public static let gray = ColorMap(anchors: [
    Lab(lightness: 0, a: 0, b: 0), Lab(lightness: 100, a: 0, b: 0),
  ])

  /// White to deep blue.
  public static let blues = ColorMap(anchors: [
    Lab(lightness: 100, a: 0, b: 0), Lab(lightness: 76, a: -6, b: -22),
    Lab(lightness: 54, a: -2, b: -38), Lab(lightness: 32, a: 4, b: -42),
  ])

  /// White to deep red.
  public static let reds = ColorMap(anchors: [
    Lab(lightness: 100, a: 0, b: 0), Lab(lightness: 80, a: 22, b: 20),
    Lab(lightness: 58, a: 48, b: 34), Lab(lightness: 38, a: 52, b: 32),
  ])
}
