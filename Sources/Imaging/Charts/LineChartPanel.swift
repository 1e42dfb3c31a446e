/// The drawing of one panel of a line chart.
struct LineChartPanel {
  private let panel: LineChart.Panel
  private let xLabel: String
  private let plot: Rectangle
  private let xTicks: AxisTicks
  private let yTicks: AxisTicks
  private let frame: Rectangle

  init(panel: LineChart.Panel, xLabel: String, frame: Rectangle) {
    self.panel = panel
    self.xLabel = xLabel
    self.frame = frame
    let points = panel.series.flatMap(\.finitePoints)
    let xs = points.map(\.x)
    let ys = points.map(\.y)
    let legendRows = LineChartPanel.legendRows(panel.series, width: frame.width - 110).count
    let below = 2 * ChartStyle.labelHeight + 34
    let top = frame.top + legendRows * LineChartPanel.legendRowHeight + 8
    let height = max(10, frame.bottom - below - top)
    let tickCount = max(2, height / 60)
    yTicks = AxisTicks(
      from: panel.yRange?.lowerBound ?? ys.min() ?? 0,
      to: panel.yRange?.upperBound ?? ys.max() ?? 1, count: tickCount,
      extends: panel.yRange == nil)
    let labelWidth =
      yTicks.labels.map { Canvas.textSize($0, scale: ChartStyle.labelScale).width }.max() ?? 0
    let left = frame.left + ChartStyle.labelHeight + 22 + labelWidth + 12
    plot = Rectangle(
      left: left, top: top, width: max(10, frame.right - 24 - left), height: height)
    xTicks = AxisTicks(
      from: xs.min() ?? 0, to: xs.max() ?? 1, count: max(2, plot.width / 90),
      isWhole: xs.allSatisfy { $0 == $0.rounded() }, extends: false)
  }

  func draw(on canvas: inout Canvas) {
    drawGrid(on: &canvas)
    drawLegend(on: &canvas)
    for (index, series) in panel.series.enumerated() {
      drawSeries(series, color: LineChartPanel.color(series, index), on: &canvas)
    }
  }

  private func drawGrid(on canvas: inout Canvas) {
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = Int(place(x: xTicks.range.lowerBound, y: value).y)
      canvas.fill(
        Rectangle(left: plot.left, top: y, width: plot.width, height: 1), ChartStyle.grid)
      canvas.text(
        label, x: plot.left - 12, y: y - ChartStyle.labelHeight / 2, ChartStyle.faintInk,
        scale: ChartStyle.labelScale, anchor: .trailing)
    }
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let x = Int(place(x: value, y: yTicks.range.lowerBound).x)
      canvas.fill(Rectangle(left: x, top: plot.bottom, width: 1, height: 6), ChartStyle.axis)
      canvas.text(
        label, x: x, y: plot.bottom + 12, ChartStyle.faintInk, scale: ChartStyle.labelScale,
        anchor: .center)
    }
    canvas.fill(
      Rectangle(left: plot.left, top: plot.bottom, width: plot.width, height: 1), ChartStyle.axis)
    canvas.text(
      xLabel, x: plot.left + plot.width / 2, y: plot.bottom + 12 + ChartStyle.labelHeight + 14,
      ChartStyle.ink, scale: ChartStyle.labelScale, anchor: .center)
    canvas.upwardText(
      panel.yLabel, x: frame.left + 10, y: plot.top + plot.height / 2, ChartStyle.ink,
      scale: ChartStyle.labelScale, anchor: .center)
  }

  private func drawSeries(_ series: LineChart.Series, color: Color, on canvas: inout Canvas) {
    var points = zip(series.x, series.y).map { place(x: $0, y: $1) }
    // Values beyond a given range end at the edge of the plot.
    for index in points.indices where !points[index].y.isNaN {
      points[index].y = min(max(points[index].y, Float(plot.top)), Float(plot.bottom))
    }
    canvas.polyline(points, color, thickness: 2.5)
    // Few points are shown as such; of many only the last one.
    let dots = points.filter { $0.x.isFinite && $0.y.isFinite }
    let shown = dots.count <= 15 ? dots : Array(dots.suffix(1))
    for dot in shown {
      canvas.circle(center: dot, radius: 4, color)
    }
  }

  private func place(x: Double, y: Double) -> Point {
    guard x.isFinite && y.isFinite else { return Point(x: .nan, y: .nan) }
    return Point(
      x: Float(plot.left) + Float(xTicks.share(of: x)) * Float(plot.width) + 0.5,
      y: Float(plot.bottom) - Float(yTicks.share(of: y)) * Float(plot.height) + 0.5)
  }
}

// The legend stands above the plot, so that it never hides a curve.
extension LineChartPanel {
  static let legendRowHeight = ChartStyle.labelHeight + 12
  private static let (swatch, gap) = (26, 28)

  /// The names with the figure or the last value of each curve, broken into rows that fit a width.
  static func legendRows(_ series: [LineChart.Series], width: Int) -> [[(Int, String)]] {
    var rows: [[(Int, String)]] = []
    var used = 0
    for (index, one) in series.enumerated() {
      let figure = one.figure ?? one.finitePoints.last?.y
      let last = figure.map { "  \(NumberText.significant($0))" } ?? ""
      let room = width - swatch - 8
      let text = Canvas.fitted(one.name + last, width: room, scale: ChartStyle.labelScale)
      let needed = itemWidth(text) + gap
      if rows.isEmpty || used + needed > width + gap {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((index, text))
      used += needed
    }
    return rows
  }

  private static func itemWidth(_ text: String) -> Int {
    swatch + 8 + Canvas.textSize(text, scale: ChartStyle.labelScale).width
  }

  static func color(_ series: LineChart.Series, _ index: Int) -> Color {
    series.color ?? ChartStyle.lineColors[index % ChartStyle.lineColors.count]
  }

  private func drawLegend(on canvas: inout Canvas) {
    var y = frame.top
    for row in LineChartPanel.legendRows(panel.series, width: frame.width - 110) {
      var x = plot.left
      for (index, text) in row {
        let color = LineChartPanel.color(panel.series[index], index)
        let middle = Float(y) + Float(ChartStyle.labelHeight) / 2
        canvas.line(
          from: Point(x: Float(x) + 2, y: middle),
          to: Point(x: Float(x + LineChartPanel.swatch) - 2, y: middle), color, thickness: 4)
        canvas.text(
          text, x: x + LineChartPanel.swatch + 8, y: y, ChartStyle.ink,
          scale: ChartStyle.labelScale)
        x += LineChartPanel.itemWidth(text) + LineChartPanel.gap
      }
      y += LineChartPanel.legendRowHeight
    }
  }
}
