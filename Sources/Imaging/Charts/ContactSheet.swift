/// Pictures in rows, each with a few words below it.
public struct ContactSheet: Sendable {
  /// A picture and the lines below it, each with its colour.
  public struct Tile: Sendable {
    /// The picture; nil leaves the place empty.
    public var picture: Image?
    /// The words.
    public var lines: [(text: String, color: Color)]

    /// A picture with words below it.
    public init(_ picture: Image?, _ lines: [(text: String, color: Color)]) {
      (self.picture, self.lines) = (picture, lines)
    }
  }

  private static let (gap, lineHeight) = (18, 18)
  private let tiles: [Tile]
  private let columns: Int
  private let side: Int

  /// A sheet of these.
  ///
  /// - Parameter side: the longer side of the pictures.
  public init(_ tiles: [Tile], columns: Int = 6, side: Int = 168) {
    (self.tiles, self.columns, self.side) = (tiles, columns, side)
  }

  /// The sheet.
  public func image() -> Image {
    let lineCount = tiles.map(\.lines.count).max() ?? 0
    let rows = max((tiles.count + columns - 1) / columns, 1)
    let (width, height) = (side + Self.gap, side + Self.gap + lineCount * Self.lineHeight)
    var canvas = Canvas(
      size: ImageSize(height: rows * height + Self.gap, width: columns * width + Self.gap))
    for (index, tile) in tiles.enumerated() {
      let (left, top) = (Self.gap + index % columns * width, Self.gap + index / columns * height)
      if let picture = tile.picture {
        let fitted = picture.size.fitted(into: side)
        canvas.blit(
          picture,
          in: Rectangle(
            left: left + (side - fitted.width) / 2, top: top + (side - fitted.height) / 2,
            width: fitted.width, height: fitted.height))
      }
      for (number, line) in tile.lines.enumerated() {
        canvas.text(
          Canvas.fitted(line.text, width: side, scale: 1), x: left,
          y: top + side + 6 + number * Self.lineHeight, line.color, scale: 1)
      }
    }
    return canvas.image
  }
}
