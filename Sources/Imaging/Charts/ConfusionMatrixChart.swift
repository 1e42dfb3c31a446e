/// A picture of how often each class is taken for each other.
///
/// Rows are the true classes, columns what was predicted. Right answers are blue, wrong ones red,
/// each the darker the larger its share of the row; errors are shaded by the square root, so that
/// one per cent can be seen.
public struct ConfusionMatrixChart: Sendable {
  /// Line above the matrix.
  public var title: String
  /// Names of the classes.
  public var labels: [String]
  /// How often, [true class, predicted class].
  public var counts: [Int]

  /// Makes a chart of classes x classes counts.
  public init(title: String, labels: [String], counts: [Int]) {
    precondition(
      !labels.isEmpty && counts.count == labels.count * labels.count,
      "ConfusionMatrixChart: \(counts.count) counts for \(labels.count) classes")
    self.title = title
    self.labels = labels
    self.counts = counts
  }

  private static let (margin, labelLimit) = (24, 220)

  /// Side of a cell that suits the number of classes.
  public var defaultCellSide: Int {
    labels.count <= 12 ? 64 : labels.count <= 30 ? 30 : max(4, 900 / labels.count)
  }

  /// Draws the chart.
  ///
  /// - Parameter cellSide: side of a cell in pixels; nil takes `defaultCellSide`.
  public func image(cellSide: Int? = nil) -> Image {
    let cell = max(1, cellSide ?? defaultCellSide)
    let layout = Layout(labels: labels, cell: cell, hasTitle: !title.isEmpty)
    var canvas = Canvas(size: layout.size(classCount: labels.count))
    canvas.text(
      Canvas.fitted(
        title, width: canvas.size.width - 2 * ConfusionMatrixChart.margin,
        scale: ChartStyle.titleScale), x: ConfusionMatrixChart.margin,
      y: ConfusionMatrixChart.margin, ChartStyle.ink, scale: ChartStyle.titleScale)
    drawCells(layout, on: &canvas)
    drawLabels(layout, on: &canvas)
    return canvas.image
  }

  private func drawCells(_ layout: Layout, on canvas: inout Canvas) {
    let cell = layout.cell
    let gap = cell >= 12 ? 2 : 0
    for row in labels.indices {
      let rowCounts = counts[row * labels.count..<(row + 1) * labels.count]
      let total = Double(max(rowCounts.reduce(0, +), 1))
      for (column, count) in rowCounts.enumerated() {
        let share = Double(count) / total
        let color =
          row == column
          ? ColorMap.blues.color(at: Float(share))
          : ColorMap.reds.color(at: Float(share.squareRoot()))
        let frame = Rectangle(
          left: layout.left + column * cell, top: layout.top + row * cell, width: cell - gap,
          height: cell - gap)
        canvas.fill(frame, count == 0 ? Color(hex: 0xF6F7F9) : color)
        drawCount(count, in: frame, on: color, &canvas)
      }
    }
  }

  /// Writes a count into its cell in the largest size that fits; zeros are left out.
  private func drawCount(_ count: Int, in frame: Rectangle, on color: Color, _ canvas: inout Canvas)
  {
    let text = String(count)
    guard count > 0,
      let scale = [2, 1].first(where: { scale in
        let size = Canvas.textSize(text, scale: scale)
        return size.width <= frame.width - 4 && size.height <= frame.height - 4
      })
    else { return }
    canvas.text(
      text, x: frame.left + frame.width / 2,
      y: frame.top + (frame.height - BitmapFont.capHeight * scale) / 2,
      color.luma > 140 ? ChartStyle.ink : .white, scale: scale, anchor: .center)
  }

  private func drawLabels(_ layout: Layout, on canvas: inout Canvas) {
    let (cell, side) = (layout.cell, layout.cell * labels.count)
    let scale = layout.labelScale
    let half = BitmapFont.capHeight * scale / 2
    if scale > 0 {
      for (index, label) in labels.enumerated() {
        let text = Canvas.fitted(label, width: ConfusionMatrixChart.labelLimit, scale: scale)
        let middle = index * cell + cell / 2 - 1
        canvas.text(
          text, x: layout.left - 10, y: layout.top + middle - half, ChartStyle.faintInk,
          scale: scale, anchor: .trailing)
        if layout.isUpward {
          canvas.upwardText(
            text, x: layout.left + middle - half, y: layout.top - 10, ChartStyle.faintInk,
            scale: scale)
        } else {
          canvas.text(
            text, x: layout.left + middle, y: layout.top - 10 - 2 * half, ChartStyle.faintInk,
            scale: scale, anchor: .center)
        }
      }
    }
    canvas.text(
      "predicted", x: layout.left + side / 2, y: layout.predictedTop, ChartStyle.ink,
      scale: ChartStyle.labelScale, anchor: .center)
    canvas.upwardText(
      "true", x: ConfusionMatrixChart.margin - 4, y: layout.top + side / 2, ChartStyle.ink,
      scale: ChartStyle.labelScale, anchor: .center)
  }

  /// Where things lie.
  private struct Layout {
    let cell: Int
    let left: Int
    let top: Int
    let predictedTop: Int
    let isUpward: Bool
    /// Scale of the class names, 0 where there is no room for them.
    let labelScale: Int

    init(labels: [String], cell: Int, hasTitle: Bool) {
      self.cell = cell
      let scale = cell >= 18 ? 2 : cell >= 9 ? 1 : 0
      labelScale = scale
      let widest =
        scale == 0 ? 0 : labels.map { Canvas.textSize($0, scale: scale).width }.max() ?? 0
      let labelWidth = min(widest, labelLimit)
      isUpward = labelWidth > cell - 4
      let labelHeight = isUpward ? labelWidth : BitmapFont.capHeight * scale
      predictedTop = margin + (hasTitle ? ChartStyle.titleHeight + 24 : 0)
      top = predictedTop + ChartStyle.labelHeight + 16 + labelHeight + 10
      left = margin + ChartStyle.labelHeight + 16 + labelWidth + 10
    }

    func size(classCount: Int) -> ImageSize {
      ImageSize(
        height: top + cell * classCount + margin, width: left + cell * classCount + margin)
    }
  }
}
