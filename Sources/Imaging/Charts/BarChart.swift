/// Horizontal bars with labels and percentages, such as the classes a network believes in.
public struct BarChart: Sendable {
  /// One bar.
  public struct Bar: Sendable {
    /// What stands before it.
    public var label: String
    /// Its length, 0...1.
    public var share: Double
    /// Whether it stands out.
    public var isHighlighted: Bool

    /// Makes a bar.
    public init(label: String, share: Double, isHighlighted: Bool = false) {
      self.label = label
      self.share = share
      self.isHighlighted = isHighlighted
    }
  }

  /// Line above the bars.
  public var title: String
  /// The bars, from the top.
  public var bars: [Bar]

  private static let (margin, barHeight, rowHeight) = (24, 22, 36)

  /// Makes a chart.
  public init(title: String, bars: [Bar]) {
    self.title = title
    self.bars = bars
  }

  /// Draws the chart; its height follows from the number of bars.
  ///
  /// - Parameter width: width in pixels.
  public func image(width: Int = 640) -> Image {
    let margin = BarChart.margin
    let top = title.isEmpty ? margin : margin + ChartStyle.titleHeight + 22
    let height = top + max(bars.count, 1) * BarChart.rowHeight + margin - 10
    var canvas = Canvas(size: ImageSize(height: height, width: width))
    canvas.text(
      Canvas.fitted(title, width: width - 2 * margin, scale: ChartStyle.titleScale), x: margin,
      y: margin, ChartStyle.ink, scale: ChartStyle.titleScale)
    draw(on: &canvas, left: margin, top: top, width: width - 2 * margin)
    return canvas.image
  }

  /// Draws the bars alone on a part of a canvas.
  ///
  /// - Returns: the first row below them.
  @discardableResult
  public func draw(on canvas: inout Canvas, left: Int, top: Int, width: Int) -> Int {
    let scale = ChartStyle.labelScale
    let widest = bars.map { Canvas.textSize($0.label, scale: scale).width }.max() ?? 0
    let labelWidth = min(widest, width * 2 / 5)
    let numberWidth = Canvas.textSize("100.0%", scale: scale).width
    let start = left + labelWidth + 14
    let track = max(10, left + width - numberWidth - 14 - start)
    for (index, bar) in bars.enumerated() {
      let y = top + index * BarChart.rowHeight
      let textTop = y + (BarChart.barHeight - ChartStyle.labelHeight) / 2
      let ink = bar.isHighlighted ? ChartStyle.ink : ChartStyle.faintInk
      canvas.text(
        Canvas.fitted(bar.label, width: labelWidth, scale: scale), x: start - 14, y: textTop, ink,
        scale: scale, anchor: .trailing)
      let share = bar.share.isFinite ? min(max(bar.share, 0), 1) : 0
      let length = max(2, Int((share * Double(track)).rounded()))
      let color =
        bar.isHighlighted
        ? ChartStyle.lineColors[0] : ChartStyle.lineColors[0].mixed(with: .white, by: 0.5)
      canvas.fill(
        Rectangle(left: start, top: y, width: track, height: BarChart.barHeight), ChartStyle.grid)
      canvas.fill(
        Rectangle(left: start, top: y, width: length, height: BarChart.barHeight), color)
      canvas.text(
        NumberText.percent(bar.share), x: left + width, y: textTop, ink, scale: scale,
        anchor: .trailing)
    }
    return top + bars.count * BarChart.rowHeight
  }
}
