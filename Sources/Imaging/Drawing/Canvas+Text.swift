/// Which point of a line of text is given.
public enum TextAnchor: Sendable, Hashable {
  /// The left end.
  case leading
  /// The middle.
  case center
  /// The right end.
  case trailing
}

extension Canvas {
  /// Draws one line of text.
  ///
  /// At scale 1 the cells of the font are pixels; larger text is drawn as round strokes through
  /// them. A text with characters outside ASCII is written with a font of the system; where that has none, they become hollow
  /// boxes.
  ///
  /// - Parameters:
  ///   - text: what to write.
  ///   - x: column of the anchor.
  ///   - y: top row of the capitals.
  ///   - color: colour of the strokes.
  ///   - scale: side of a cell in pixels; capitals are 7 cells high.
  ///   - anchor: which point of the line lies at `x`.
  public mutating func text(
    _ text: String, x: Int, y: Int, _ color: Color = .black, scale: Int = 2,
    anchor: TextAnchor = .leading
  ) {
    if write(
      text, at: Point(x: Float(x), y: Float(y + BitmapFont.capHeight * scale)), color, scale,
      anchor, degrees: 0)
    {
      return
    }
    let width = Canvas.textSize(text, scale: scale).width
    let left = x - offset(anchor, width)
    apply(mask(text, left: left, top: y, scale: scale), color)
  }

  /// Draws one line of text that reads upwards.
  ///
  /// - Parameters:
  ///   - text: what to write.
  ///   - x: left column of the capitals.
  ///   - y: row of the anchor.
  ///   - color: colour of the strokes.
  ///   - scale: side of a cell in pixels; capitals are 7 cells high.
  ///   - anchor: which point of the line lies at `y`; leading is its lower end.
  public mutating func upwardText(
    _ text: String, x: Int, y: Int, _ color: Color = .black, scale: Int = 2,
    anchor: TextAnchor = .leading
  ) {
    if write(
      text, at: Point(x: Float(x + BitmapFont.capHeight * scale), y: Float(y)), color, scale,
      anchor, degrees: 90)
    {
      return
    }
    let width = Canvas.textSize(text, scale: scale).width
    let top = y - width + offset(anchor, width)
    let flat = mask(text, left: 0, top: 0, scale: scale)
    apply(flat.turnedLeft(left: x, top: top), color)
  }

  /// Room that a line of text takes: the width of its strokes and the height of its capitals.
  public static func textSize(_ text: String, scale: Int = 2) -> ImageSize {
    if WiderFont.isNeeded(for: text),
      let width = WiderFont.with(
        text, { $0.width(of: text, size: WiderFont.size($0, scale: scale)) })
    {
      return ImageSize(height: BitmapFont.capHeight * scale, width: Int(width.rounded(.up)))
    }
    let columns = text.reduce(0) { $0 + BitmapFont.glyph($1).width + BitmapFont.spacing }
    return ImageSize(
      height: BitmapFont.capHeight * scale, width: max(0, columns - BitmapFont.spacing) * scale)
  }

  /// The text shortened with two dots where it is wider than a number of pixels.
  public static func fitted(_ text: String, width: Int, scale: Int = 2) -> String {
    if textSize(text, scale: scale).width <= width { return text }
    var kept = text
    while !kept.isEmpty && textSize(kept + "..", scale: scale).width > width { kept.removeLast() }
    return kept.isEmpty ? "" : kept + ".."
  }

  /// Writes a text beyond ASCII with a font of the system; false where it is ASCII, or no font has it.
  private mutating func write(
    _ text: String, at point: Point, _ color: Color, _ scale: Int, _ anchor: TextAnchor,
    degrees: Float
  ) -> Bool {
    guard WiderFont.isNeeded(for: text) else { return false }
    return WiderFont.with(text) { font in
      self.text(
        text, at: point, color, font: font, size: WiderFont.size(font, scale: scale),
        anchor: anchor, degrees: degrees)
    } != nil
  }

  private func offset(_ anchor: TextAnchor, _ width: Int) -> Int {
    switch anchor {
    case .leading: 0
    case .center: width / 2
    case .trailing: width
    }
  }

  private func mask(_ text: String, left: Int, top: Int, scale: Int) -> CoverageMask {
    precondition(scale > 0, "Canvas.text: the scale is \(scale), expected 1 or more")
    let width = Canvas.textSize(text, scale: scale).width
    var mask = CoverageMask(
      frame: Rectangle(
        left: left, top: top, width: max(width, 1), height: BitmapFont.lineHeight * scale))
    var x = left
    for character in text {
      let glyph = BitmapFont.glyph(character)
      addGlyph(glyph, left: x, top: top, scale: scale, to: &mask)
      x += (glyph.width + BitmapFont.spacing) * scale
    }
    return mask
  }

  /// Joins the cells of a glyph to their neighbours with round strokes.
  private func addGlyph(
    _ glyph: BitmapFont.Glyph, left: Int, top: Int, scale: Int, to mask: inout CoverageMask
  ) {
    for row in glyph.rows.indices {
      for column in 0..<glyph.width where glyph.isSet(row, column) {
        if scale == 1 {
          mask[top + row, left + column] = 1
          continue
        }
        let center = cellCenter(row, column, left, top, scale)
        let neighbours = joined(glyph, row, column)
        let radius = 0.4 * Float(scale)
        mask.addStroke(from: center, to: center, radius: radius)
        for (nextRow, nextColumn) in neighbours {
          let end = cellCenter(nextRow, nextColumn, left, top, scale)
          mask.addStroke(from: center, to: end, radius: radius)
        }
      }
    }
  }

  /// The cells right of and below a cell that a stroke leads to: diagonally only where there is no
  /// way around the corner.
  private func joined(_ glyph: BitmapFont.Glyph, _ row: Int, _ column: Int) -> [(Int, Int)] {
    let right = glyph.isSet(row, column + 1)
    let left = glyph.isSet(row, column - 1)
    let below = glyph.isSet(row + 1, column)
    var cells: [(Int, Int)] = []
    if right { cells.append((row, column + 1)) }
    if below { cells.append((row + 1, column)) }
    if !right && !below && glyph.isSet(row + 1, column + 1) {
      cells.append((row + 1, column + 1))
    }
    if !left && !below && glyph.isSet(row + 1, column - 1) {
      cells.append((row + 1, column - 1))
    }
    return cells
  }

  private func cellCenter(
    _ row: Int, _ column: Int, _ left: Int, _ top: Int, _ scale: Int
  ) -> Point {
    Point(
      x: Float(left) + (Float(column) + 0.5) * Float(scale),
      y: Float(top) + (Float(row) + 0.5) * Float(scale))
  }
}
