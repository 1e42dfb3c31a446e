import Imaging

/// Many inks side by side with a line below each: a contact sheet.
public struct InkSheet: Sendable {
  /// One ink with its caption.
  public struct Cell: Sendable {
    /// What is written.
    public var ink: Handwriting
    /// The line below it; characters beyond ASCII become boxes.
    public var caption: String

    /// Makes a cell.
    public init(_ ink: Handwriting, caption: String) {
      self.ink = ink
      self.caption = caption
    }
  }

  /// The cells, row by row.
  public var cells: [Cell]
  /// Cells in a row.
  public var columnCount: Int
  /// Size of the part of a cell that the ink has, in pixels.
  public var cellSize: ImageSize
  /// Pixels a unit where the ink fits; larger ink is reduced.
  public var pixelsPerUnit: Float
  /// What the inks are written with.
  public var pen: InkPen

  private static let (margin, captionHeight) = (16, 30)

  /// Makes a sheet.
  public init(
    _ cells: [Cell], columnCount: Int = 3, cellSize: ImageSize = ImageSize(height: 120, width: 320),
    pixelsPerUnit: Float = 2, pen: InkPen = InkPen()
  ) {
    precondition(
      columnCount > 0 && cellSize.height > 0 && cellSize.width > 0 && pixelsPerUnit > 0,
      "InkSheet: \(columnCount) columns of \(cellSize) at \(pixelsPerUnit) pixels a unit")
    self.cells = cells
    self.columnCount = columnCount
    self.cellSize = cellSize
    self.pixelsPerUnit = pixelsPerUnit
    self.pen = pen
  }

  /// Draws the sheet.
  ///
  /// - Throws: `InkError.pictureTooLarge` where there are too many cells for one picture.
  public func image() throws(InkError) -> Image {
    let (margin, caption) = (InkSheet.margin, InkSheet.captionHeight)
    let rowCount = max((cells.count + columnCount - 1) / columnCount, 1)
    let (width, height) = (
      margin + columnCount * (cellSize.width + margin),
      margin + rowCount * (cellSize.height + caption + margin)
    )
    guard max(width, height) <= InkPage.pictureSideLimit,
      Float(width) * Float(height) <= InkPage.pictureAreaLimit
    else {
      throw .pictureTooLarge(
        width: Float(width), height: Float(height), limit: InkPage.pictureSideLimit)
    }
    var canvas = Canvas(
      size: ImageSize(height: height, width: width), background: Color(hex: 0xE7EAEE))
    for (index, cell) in cells.enumerated() {
      let left = margin + index % columnCount * (cellSize.width + margin)
      let top = margin + index / columnCount * (cellSize.height + caption + margin)
      canvas.blit(try picture(of: cell.ink), left: left, top: top)
      canvas.text(
        Canvas.fitted(cell.caption, width: cellSize.width, scale: 2), x: left,
        y: top + cellSize.height + 8, Color(hex: 0x5C646D), scale: 2)
    }
    return canvas.image
  }

  /// Ink in the middle of a cell.
  private func picture(of ink: Handwriting) throws(InkError) -> Image {
    let finite = ink.onPaper
    let bounds = finite.bounds ?? InkBounds(left: 0, top: 0, right: 0, bottom: 0)
    let (width, height) = (Float(cellSize.width), Float(cellSize.height))
    let room = 2 * pen.width + 8
    let fitting = min(width / (bounds.width + room), height / (bounds.height + room))
    // Not 0, however large the ink is.
    let scale = max(min(pixelsPerUnit, fitting), 1e-30)
    // Areas begin half a cell around the middle of the ink.
    let (x, y) = ((bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2)
    let (halfWidth, halfHeight) = (0.4999 * width / scale, 0.4999 * height / scale)
    let area = InkBounds(
      left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight)
    return try InkPage(finite, area: area, pen: pen).image(pixelsPerUnit: scale)
  }
}
