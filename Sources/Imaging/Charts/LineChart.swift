/// Curves over a common axis, such as loss and accuracy over the epochs of a training.
///
/// ```swift
/// let chart = LineChart(
///   title: "LeNet on MNIST", xLabel: "epoch",
///   panels: [
///     .init(yLabel: "loss", series: [.init(name: "train", values: losses)]),
///     .init(yLabel: "accuracy", series: [.init(name: "test", values: accuracies)]),
///   ])
/// try chart.image().writePNG(to: "curves.png")
/// ```
public struct LineChart: Sendable {
  /// One curve.
  public struct Series: Sendable {
    /// What the legend calls it.
    public var name: String
    /// Places along the common axis, ascending.
    public var x: [Double]
    /// Heights; one that is not finite leaves a gap.
    public var y: [Double]
    /// Colour of the line; nil takes the next of the palette.
    public var color: Color?
    /// The number behind its name; nil takes the last height.
    public var figure: Double?

    /// Makes a curve of points.
    public init(
      name: String, x: [Double], y: [Double], color: Color? = nil, figure: Double? = nil
    ) {
      precondition(
        x.count == y.count, "LineChart.Series: \(x.count) places and \(y.count) heights")
      self.name = name
      self.x = x
      self.y = y
      self.color = color
      self.figure = figure
    }

    /// Makes a curve of values one after another.
    ///
    /// - Parameter first: place of the first value.
    public init(name: String, values: [Double], first: Int = 1, color: Color? = nil) {
      self.init(
        name: name, x: values.indices.map { Double(first + $0) }, y: values, color: color)
    }

    /// The points that can be drawn.
    var finitePoints: [(x: Double, y: Double)] {
      zip(x, y).filter { $0.isFinite && $1.isFinite }.map { (x: $0, y: $1) }
    }
  }

  /// Curves that share a vertical axis.
  public struct Panel: Sendable {
    /// What the vertical axis shows.
    public var yLabel: String
    /// The curves.
    public var series: [Series]
    /// The lowest and highest value of the axis; nil fits the curves.
    public var yRange: ClosedRange<Double>?

    /// Makes a panel.
    public init(yLabel: String, series: [Series], yRange: ClosedRange<Double>? = nil) {
      self.yLabel = yLabel
      self.series = series
      self.yRange = yRange
    }
  }

  /// Line above everything.
  public var title: String
  /// What the horizontal axis shows.
  public var xLabel: String
  /// One panel, or several side by side.
  public var panels: [Panel]

  /// Makes a chart.
  public init(title: String, xLabel: String, panels: [Panel]) {
    precondition(!panels.isEmpty, "LineChart: no panels")
    self.title = title
    self.xLabel = xLabel
    self.panels = panels
  }

  /// A size that suits the number of panels.
  public var defaultSize: ImageSize {
    ImageSize(height: 520, width: panels.count == 1 ? 840 : 660 * panels.count)
  }

  /// Draws the chart.
  ///
  /// - Parameter size: height and width in pixels; nil takes `defaultSize`.
  public func image(size: ImageSize? = nil) -> Image {
    var canvas = Canvas(size: size ?? defaultSize)
    let margin = 24
    canvas.text(
      Canvas.fitted(title, width: canvas.size.width - 2 * margin, scale: ChartStyle.titleScale),
      x: canvas.size.width / 2, y: margin, ChartStyle.ink, scale: ChartStyle.titleScale,
      anchor: .center)
    let top = title.isEmpty ? margin : margin + ChartStyle.titleHeight + 26
    let width = (canvas.size.width - margin) / panels.count
    for (index, panel) in panels.enumerated() {
      let frame = Rectangle(
        left: margin / 2 + index * width, top: top, width: width,
        height: canvas.size.height - top - margin / 2)
      LineChartPanel(panel: panel, xLabel: xLabel, frame: frame).draw(on: &canvas)
    }
    return canvas.image
  }
}
