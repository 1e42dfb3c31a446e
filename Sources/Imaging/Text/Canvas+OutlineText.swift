import COutlineFonts
import Platform

extension Canvas {
  /// Draws one line of text with a font of outlines, its edges smoothed.
  ///
  /// - Parameters:
  ///   - text: what to write; a line end counts as a space.
  ///   - point: the anchor, on the base line.
  ///   - color: colour of the letters.
  ///   - font: where the glyphs come from.
  ///   - size: pixels an em, 1...1000.
  ///   - anchor: which point of the base line lies at `point`.
  ///   - degrees: how far the line is turned around `point`, counterclockwise; 90 reads upwards.
  public mutating func text(
    _ text: String, at point: Point, _ color: Color = .black, font: OutlineFont, size: Float,
    anchor: TextAnchor = .leading, degrees: Float = 0
  ) {
    let line = font.layout(text, size: size)
    let start =
      switch anchor {
      case .leading: Float(0)
      case .center: -line.width / 2
      case .trailing: -line.width
      }
    let angle = degrees / 180 * Float.pi
    let (cosine, sine) = degrees == 0 ? (1, 0) : (cosf(angle), sinf(angle))
    for glyph in line.glyphs {
      let along = start + glyph.x
      draw(
        glyph, at: Point(x: point.x + along * cosine, y: point.y - along * sine), color,
        FontPlacement(size: size, cosine: cosine, sine: sine, x: 0, y: 0))
    }
  }

  private mutating func draw(
    _ glyph: OutlineFont.PlacedGlyph, at origin: Point, _ color: Color, _ placement: FontPlacement
  ) {
    // A glyph is far smaller than this; beyond it nothing is seen, and floats become coarse.
    guard abs(origin.x) < 1e6, abs(origin.y) < 1e6 else { return }
    // Upright text keeps its base line on whole pixels, where it is sharpest.
    let isUpright = placement.sine == 0
    let (column, row) = (
      origin.x.rounded(.down), isUpright ? origin.y.rounded() : origin.y.rounded(.up)
    )
    var placement = placement
    placement.x = origin.x - column
    placement.y = isUpright ? 0 : row - origin.y
    glyph.file.render(glyph.glyph, placement) { picture, coverage in
      let left = Int(column) + Int(picture.left)
      let top = Int(row) - Int(picture.top)
      var index = 0
      for y in top..<top + Int(picture.height) {
        for x in left..<left + Int(picture.width) {
          if coverage[index] > 0 {
            blend(row: y, column: x, color, opacity: Float(coverage[index]) / 255)
          }
          index += 1
        }
      }
    }
  }
}
