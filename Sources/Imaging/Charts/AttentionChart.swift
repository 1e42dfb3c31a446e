/// A picture of which source tokens a network looked at for each target token.
///
/// Source tokens stand along the top, target tokens down the side; the darker a cell, the larger its
/// weight. Five to forty tokens a side are easy to read; beyond `tokenLimit` they are left out.
///
/// ```swift
/// let chart = AttentionChart(
///   title: "en → fr", sourceTokens: ["I", "am", "hungry", "."], targetTokens: ["J'", "ai", "faim", "."],
///   weights: weights)  // [target, source]
/// let font = try OutlineFont.system(for: chart.texts)
/// try chart.image(font: font).writePNG(to: "attention.png")
/// ```
public struct AttentionChart: Sendable {
  /// Line above the picture; may be empty.
  public var title: String
  /// What the columns are, such as the language; may be empty.
  public var sourceName: String
  /// What the rows are; may be empty.
  public var targetName: String
  /// Labels of the columns.
  public var sourceTokens: [String]
  /// Labels of the rows.
  public var targetTokens: [String]
  /// Weights [target, source], 0...1; others are brought into this range.
  public var weights: [Float]

  /// Makes a chart of target x source weights.
  public init(
    title: String = "", sourceName: String = "", targetName: String = "",
    sourceTokens: [String], targetTokens: [String], weights: [Float]
  ) {
    precondition(
      !sourceTokens.isEmpty && !targetTokens.isEmpty
        && weights.count == sourceTokens.count * targetTokens.count,
      "AttentionChart: \(weights.count) weights for \(targetTokens.count) target and "
        + "\(sourceTokens.count) source tokens")
    self.title = title
    self.sourceName = sourceName
    self.targetName = targetName
    self.sourceTokens = sourceTokens
    self.targetTokens = targetTokens
    self.weights = weights
  }

  /// All texts of the picture: a font should have glyphs for them.
  public var texts: [String] {
    [title, sourceName, targetName, "0123456789.…"] + sourceTokens + targetTokens
  }

  /// Draws the chart in a size that suits the number of tokens.
  ///
  /// - Parameter font: has glyphs for `texts`; see `OutlineFont.system(for:)`.
  public func image(font: OutlineFont) -> Image { shown.drawn(font: font) }

  /// Number of tokens a side that are drawn at most.
  public static let tokenLimit = 1000

  /// The part that is drawn.
  private var shown: AttentionChart {
    let limit = AttentionChart.tokenLimit
    guard max(sourceTokens.count, targetTokens.count) > limit else { return self }
    let columns = min(sourceTokens.count, limit)
    let rows = min(targetTokens.count, limit)
    return AttentionChart(
      title: title, sourceName: sourceName, targetName: targetName,
      sourceTokens: Array(sourceTokens.prefix(columns)),
      targetTokens: Array(targetTokens.prefix(rows)),
      weights: (0..<rows).flatMap { row in
        weights[row * sourceTokens.count..<row * sourceTokens.count + columns]
      })
  }

  private func drawn(font: OutlineFont) -> Image {
    let layout = AttentionLayout(self, font: font)
    var canvas = Canvas(size: layout.size)
    drawNames(layout, on: &canvas)
    drawCells(layout, on: &canvas)
    if layout.labelSize > 0 {
      drawSourceTokens(layout, on: &canvas)
      drawTargetTokens(layout, on: &canvas)
    }
    drawScale(layout, on: &canvas)
    return canvas.image
  }

  /// The weight that the darkest colour stands for: weak alignments are drawn twice as dark.
  var fullWeight: Float { (weights.filter(\.isFinite).max() ?? 0) > 0.5 ? 1 : 0.5 }

  private func color(_ share: Float) -> Color { ColorMap.blues.color(at: share) }

  private func drawNames(_ layout: AttentionLayout, on canvas: inout Canvas) {
    let (font, margin) = (layout.font, Float(AttentionLayout.margin))
    let size = AttentionLayout.titleSize
    canvas.text(
      font.fitted(title, width: Float(layout.size.width) - 2 * margin, size: size),
      at: Point(x: margin, y: margin + size * font.capHeight), ChartStyle.ink, font: font,
      size: size)
    let nameSize = AttentionLayout.nameSize
    let middle = Point(
      x: Float(layout.left) + Float(layout.gridWidth) / 2,
      y: Float(layout.top) + Float(layout.gridHeight) / 2)
    canvas.text(
      font.fitted(sourceName, width: Float(layout.gridWidth), size: nameSize),
      at: Point(x: middle.x, y: layout.sourceNameBase), ChartStyle.faintInk, font: font,
      size: nameSize, anchor: .center)
    canvas.text(
      font.fitted(targetName, width: Float(layout.gridHeight), size: nameSize),
      at: Point(x: margin + nameSize * font.capHeight, y: middle.y), ChartStyle.faintInk,
      font: font, size: nameSize, anchor: .center, degrees: 90)
  }

  private func drawCells(_ layout: AttentionLayout, on canvas: inout Canvas) {
    let (cell, fullWeight) = (layout.cell, layout.fullWeight)
    let gap = cell >= 12 ? 1 : 0
    canvas.fill(
      Rectangle(
        left: layout.left - gap, top: layout.top - gap, width: layout.gridWidth + gap,
        height: layout.gridHeight + gap), ChartStyle.grid)
    for row in targetTokens.indices {
      for column in sourceTokens.indices {
        let raw = weights[row * sourceTokens.count + column]
        let weight = raw.isFinite ? min(max(raw, 0), 1) : 0
        let frame = Rectangle(
          left: layout.left + column * cell, top: layout.top + row * cell, width: cell - gap,
          height: cell - gap)
        let background = color(weight / fullWeight)
        canvas.fill(frame, background)
        if layout.showsNumbers && weight >= 0.05 {
          drawNumber(weight, in: frame, on: background, layout, &canvas)
        }
      }
    }
  }

  /// Writes a weight with two places into its cell.
  private func drawNumber(
    _ weight: Float, in frame: Rectangle, on background: Color, _ layout: AttentionLayout,
    _ canvas: inout Canvas
  ) {
    let text = NumberText.decimal(Double(weight), places: 2)
    canvas.text(
      weight < 0.995 ? String(text.dropFirst()) : text,
      at: Point(
        x: Float(frame.left) + Float(frame.width) / 2,
        y: Float(frame.top) + (Float(frame.height) + 12 * layout.font.capHeight) / 2),
      background.luma > 125 ? ChartStyle.ink : .white, font: layout.font, size: 12,
      anchor: .center)
  }

  private func drawSourceTokens(_ layout: AttentionLayout, on canvas: inout Canvas) {
    let (font, size) = (layout.font, layout.labelSize)
    let half = size * font.capHeight / 2
    for (index, token) in sourceTokens.enumerated() {
      let middle = Float(layout.left + index * layout.cell) + Float(layout.cell - 1) / 2
      let base = Float(layout.top - AttentionLayout.labelGap)
      let text = font.fitted(token, width: AttentionLayout.labelLimit, size: size)
      switch layout.sourceDegrees {
      case 0:
        canvas.text(
          text, at: Point(x: middle, y: base - size * font.descent * 0.5), ChartStyle.ink,
          font: font, size: size, anchor: .center)
      case 45:
        canvas.text(
          text, at: Point(x: middle + half * 0.7 - size * 0.25, y: base), ChartStyle.ink,
          font: font,
          size: size, degrees: 45)
      default:
        canvas.text(
          text, at: Point(x: middle + half, y: base), ChartStyle.ink, font: font, size: size,
          degrees: 90)
      }
    }
  }

  private func drawTargetTokens(_ layout: AttentionLayout, on canvas: inout Canvas) {
    let (font, size) = (layout.font, layout.labelSize)
    for (index, token) in targetTokens.enumerated() {
      let middle = Float(layout.top + index * layout.cell) + Float(layout.cell - 1) / 2
      canvas.text(
        font.fitted(token, width: AttentionLayout.labelLimit, size: size),
        at: Point(
          x: Float(layout.left - AttentionLayout.labelGap), y: middle + size * font.capHeight / 2),
        ChartStyle.ink, font: font, size: size, anchor: .trailing)
    }
  }

  /// A bar with the colours from 0 to the full weight.
  private func drawScale(_ layout: AttentionLayout, on canvas: inout Canvas) {
    let bar = layout.scaleBar
    for row in 0..<bar.height {
      let share = Float(bar.height - 1 - row) / Float(max(bar.height - 1, 1))
      canvas.fill(
        Rectangle(left: bar.left, top: bar.top + row, width: bar.width, height: 1), color(share))
    }
    canvas.outline(bar, ChartStyle.axis)
    let (font, size) = (layout.font, AttentionLayout.scaleTextSize)
    let ticks: [Float] = bar.height >= 70 ? [0, 0.5, 1] : [0, 1]
    for share in ticks {
      let y = Float(bar.bottom - 1) - share * Float(bar.height - 1)
      canvas.fill(
        Rectangle(left: bar.right, top: Int(y), width: 4, height: 1), ChartStyle.axis)
      canvas.text(
        NumberText.decimal(
          Double(share * layout.fullWeight), places: layout.fullWeight == 1 ? 1 : 2),
        at: Point(x: Float(bar.right + 8), y: y + size * font.capHeight / 2), ChartStyle.faintInk,
        font: font, size: size)
    }
  }
}
