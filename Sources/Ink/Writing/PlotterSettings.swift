/// A sheet of paper on a plotter, its origin at the lower left corner.
public struct PlotterSheet: Sendable, Hashable {
  /// Millimetres from left to right.
  public var width: Float
  /// Millimetres from bottom to top.
  public var height: Float

  /// Makes a sheet.
  public init(width: Float, height: Float) {
    self.width = width
    self.height = height
  }

  /// ISO A4, upright.
  public static let a4 = PlotterSheet(width: 210, height: 297)
  /// ISO A5, upright.
  public static let a5 = PlotterSheet(width: 148, height: 210)
  /// US Letter, upright.
  public static let letter = PlotterSheet(width: 215.9, height: 279.4)

  /// The sheet turned by a quarter.
  public var turned: PlotterSheet { PlotterSheet(width: height, height: width) }
}

/// How a plotter lifts its pen.
public enum PlotterPen: Sendable, Hashable {
  /// By moving Z to heights in millimetres, at a rate in millimetres a minute.
  case height(up: Float, down: Float, feed: Float)
  /// By commands to a servo, after each of which the plotter waits.
  case servo(up: String, down: String, waitSeconds: Float)

  /// Z at 3 mm above the paper and at the paper.
  public static let height = PlotterPen.height(up: 3, down: 0, feed: 1200)
  /// Spindle commands, as GRBL drives a servo.
  public static let servo = PlotterPen.servo(up: "M3 S40", down: "M3 S90", waitSeconds: 0.15)
}

/// How large the ink is drawn.
public enum PlotterSize: Sendable, Hashable {
  /// So many millimetres a unit.
  case millimetersPerUnit(Float)
  /// As large as the sheet allows within its margins.
  case fitted
}

/// How a plotter draws ink.
public struct PlotterSettings: Sendable, Hashable {
  /// The paper.
  public var sheet: PlotterSheet
  /// What stays empty on each side, in millimetres.
  public var margin: Float
  /// How large the ink is drawn; by default small letters are 2.5 mm high.
  public var size: PlotterSize
  /// How the pen is lifted.
  public var pen: PlotterPen
  /// Speed on the paper, in millimetres a minute.
  public var drawingFeed: Float
  /// Speed above the paper, in millimetres a minute.
  public var travelFeed: Float

  /// How far straight lines may be from the curve, in millimetres.
  static let tolerance: Float = 0.02

  /// Makes settings.
  public init(
    sheet: PlotterSheet = .a4, margin: Float = 15,
    size: PlotterSize = .millimetersPerUnit(InkPage.millimetersPerUnit), pen: PlotterPen = .height,
    drawingFeed: Float = 1500, travelFeed: Float = 4000
  ) {
    self.sheet = sheet
    self.margin = margin
    self.size = size
    self.pen = pen
    self.drawingFeed = drawingFeed
    self.travelFeed = travelFeed
  }
}
