import Imaging

/// A pen: how wide and in which colour it writes.
public struct InkPen: Sendable, Hashable {
  /// Width of its line, in units.
  public var width: Float
  /// Its colour.
  public var color: Color

  /// Makes a pen; the default is a ballpoint's line of 0.25 mm where small letters are 2.5 mm high.
  public init(width: Float = 2, color: Color = Color(hex: 0x1C2B5A)) {
    self.width = width
    self.color = color
  }
}

/// What is printed on the paper. A rule runs through y = 0, where the first baseline is.
public enum InkPaper: Sendable, Hashable {
  /// Nothing.
  case plain
  /// Level rules, so many units apart.
  case ruled(spacing: Float)
  /// Squares with sides of so many units.
  case squared(spacing: Float)

  /// Rules 8 mm apart where small letters are 2.5 mm high.
  public static let ruled = InkPaper.ruled(spacing: 64)
  /// Squares of 5 mm where small letters are 2.5 mm high.
  public static let squared = InkPaper.squared(spacing: 40)

  var spacing: Float? {
    switch self {
    case .plain: nil
    case .ruled(let spacing), .squared(let spacing): spacing
    }
  }

  var hasColumns: Bool { if case .squared = self { true } else { false } }
}

/// Ink on a piece of paper, ready to be drawn.
public struct InkPage: Sendable {
  /// What is written.
  public var ink: Handwriting
  /// The part of the plane that the paper covers, in units.
  public var area: InkBounds
  /// What it is written with.
  public var pen: InkPen
  /// What is printed on the paper.
  public var paper: InkPaper
  /// Colour of the paper.
  public var paperColor: Color
  /// Colour of the rules.
  public var ruleColor = Color(hex: 0xC3D3E6)

  /// Millimetres a unit where small letters are 2.5 mm high.
  public static let millimetersPerUnit: Float = 0.125
  /// The most rules in a direction; more would be one grey surface.
  static let ruleLimit = 2000
  /// Width of a rule, in units.
  static let ruleWidth: Float = 0.8

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - ink: what is written; points that are not finite are left out.
  ///   - area: what the paper covers; nil is the ink with a margin of 20 units.
  ///   - pen: what it is written with.
  ///   - paper: what is printed on it.
  ///   - paperColor: its colour.
  public init(
    _ ink: Handwriting, area: InkBounds? = nil, pen: InkPen = InkPen(), paper: InkPaper = .plain,
    paperColor: Color = .white
  ) {
    self.ink = ink.onPaper
    self.area =
      area ?? self.ink.bounds?.widened(by: 20)
      ?? InkBounds(left: 0, top: 0, right: 100, bottom: 40)
    self.pen = pen
    self.paper = paper
    self.paperColor = paperColor
  }

  /// y of the level rules and x of the upright ones.
  var rules: (levels: [Float], columns: [Float]) {
    guard let spacing = paper.spacing, spacing > 0 else { return ([], []) }
    func places(_ from: Float, _ to: Float) -> [Float] {
      let first = (from / spacing).rounded(.up)
      let count = (to / spacing).rounded(.down) - first + 1
      guard count >= 1, count <= Float(InkPage.ruleLimit) else { return [] }
      return (0..<Int(count)).map { (first + Float($0)) * spacing }
    }
    return (
      places(area.top, area.bottom), paper.hasColumns ? places(area.left, area.right) : []
    )
  }
}
