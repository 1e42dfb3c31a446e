/// Where the parts of an attention chart lie, in pixels.
struct AttentionLayout {
  static let margin = 24
  static let titleSize: Float = 21
  static let nameSize: Float = 15
  static let scaleTextSize: Float = 12
  /// Between the labels and the cells.
  static let labelGap = 8
  /// Longest label; a longer one is shortened.
  static let labelLimit: Float = 190
  private static let scaleWidth = 14
  private static let scaleGap = 24

  let font: OutlineFont
  /// The weight of the darkest colour.
  let fullWeight: Float
  /// Side of a cell, with the line to its neighbour.
  let cell: Int
  /// Size of the labels, 0 where there is no room for them.
  let labelSize: Float
  /// How far the labels of the columns are turned: 0, 45 or 90.
  let sourceDegrees: Float
  /// Left edge of the first column.
  let left: Int
  /// Top edge of the first row.
  let top: Int
  let gridWidth: Int
  let gridHeight: Int
  let sourceNameBase: Float
  let size: ImageSize

  /// Whether each weight is written into its cell.
  var showsNumbers: Bool { cell >= 36 }

  init(_ chart: AttentionChart, font: OutlineFont) {
    self.font = font
    fullWeight = chart.fullWeight
    let count = max(chart.sourceTokens.count, chart.targetTokens.count)
    cell = AttentionLayout.cellSide(tokenCount: count)
    labelSize = cell >= 11 ? min(17, Float(cell) * 0.64) : 0
    gridWidth = cell * chart.sourceTokens.count
    gridHeight = cell * chart.targetTokens.count

    let sourceWidth = AttentionLayout.widest(chart.sourceTokens, font, labelSize)
    let targetWidth = AttentionLayout.widest(chart.targetTokens, font, labelSize)
    sourceDegrees = sourceWidth <= Float(cell) - 6 ? 0 : cell >= 18 ? 45 : 90
    let lineHeight = labelSize * (font.capHeight + font.descent)
    let labelHeight: Float =
      switch sourceDegrees {
      case 0: lineHeight
      case 45: (sourceWidth + lineHeight) * 0.7072
      default: sourceWidth
      }
    let margin = AttentionLayout.margin
    let titleHeight = chart.title.isEmpty ? 0 : Int(AttentionLayout.titleSize) + 14
    let nameHeight = Int(AttentionLayout.nameSize) + 8
    let sourceNameHeight = chart.sourceName.isEmpty ? 0 : nameHeight
    sourceNameBase =
      Float(margin + titleHeight) + AttentionLayout.nameSize * font.capHeight
    top =
      margin + titleHeight + sourceNameHeight + Int(labelHeight) + AttentionLayout.labelGap
    left =
      margin + (chart.targetName.isEmpty ? 0 : nameHeight) + Int(targetWidth)
      + AttentionLayout.labelGap
    // Turned labels lean over the right edge of the cells.
    let overhang = sourceDegrees == 45 ? AttentionLayout.overhang(chart, font, labelSize, cell) : 0
    let scale = AttentionLayout.scaleGap + AttentionLayout.scaleWidth + 34
    let titleWidth =
      chart.title.isEmpty ? 0 : font.width(of: chart.title, size: AttentionLayout.titleSize)
    size = ImageSize(
      height: top + max(gridHeight, 40) + margin,
      width: max(
        left + gridWidth + max(scale, overhang) + margin,
        min(Int(titleWidth) + 1, 900) + 2 * margin))
  }

  /// The bar that shows which colour is which weight.
  var scaleBar: Rectangle {
    Rectangle(
      left: left + gridWidth + AttentionLayout.scaleGap, top: top,
      width: AttentionLayout.scaleWidth, height: min(max(gridHeight - 1, 39), 200))
  }

  private static func cellSide(tokenCount: Int) -> Int {
    switch tokenCount {
    case ...10: 46
    case ...16: 38
    case ...24: 30
    case ...40: 25
    case ...80: 16
    default: max(2, 1300 / tokenCount)
    }
  }

  private static func widest(_ tokens: [String], _ font: OutlineFont, _ size: Float) -> Float {
    if size == 0 { return 0 }
    return tokens.map { min(font.width(of: $0, size: size), labelLimit) }.max() ?? 0
  }

  private static func overhang(
    _ chart: AttentionChart, _ font: OutlineFont, _ size: Float, _ cell: Int
  ) -> Int {
    let count = chart.sourceTokens.count
    let ends = chart.sourceTokens.enumerated().map { index, token in
      min(font.width(of: token, size: size), labelLimit) * 0.7072 + size
        - Float((count - 1 - index) * cell + cell / 2)
    }
    return max(0, Int(ends.max() ?? 0))
  }
}
