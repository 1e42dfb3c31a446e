/// Pixels that touch one another.
public struct ConnectedPiece: Sendable {
  /// Their numbers, row by row.
  public var pixels: [Int]
  /// What they take up.
  public var box: Rectangle
  /// Whether one of them lies at the edge of the picture.
  public var touchesBorder: Bool

  /// A piece.
  public init(pixels: [Int], box: Rectangle, touchesBorder: Bool) {
    (self.pixels, self.box, self.touchesBorder) = (pixels, box, touchesBorder)
  }

  /// The pieces of all marked pixels, largest first.
  ///
  /// - Parameter isEdgeConnected: whether neighbours are four, not eight: thin lines across keep areas apart.
  public static func all(
    of isMarked: [Bool], size: ImageSize, isEdgeConnected: Bool = false
  ) -> [ConnectedPiece] {
    let (height, width) = (size.height, size.width)
    var isOpen = isMarked
    var pieces: [ConnectedPiece] = []
    for start in isOpen.indices where isOpen[start] {
      isOpen[start] = false
      var pending = [start]
      var pixels: [Int] = []
      var (top, bottom, left, right) = (height, 0, width, 0)
      while let pixel = pending.popLast() {
        pixels.append(pixel)
        let (row, column) = (pixel / width, pixel % width)
        (top, bottom) = (min(top, row), max(bottom, row))
        (left, right) = (min(left, column), max(right, column))
        for near in max(row - 1, 0)...min(row + 1, height - 1) {
          for beside in max(column - 1, 0)...min(column + 1, width - 1)
          where isOpen[near * width + beside]
            && (!isEdgeConnected || near == row || beside == column)
          {
            isOpen[near * width + beside] = false
            pending.append(near * width + beside)
          }
        }
      }
      pieces.append(
        ConnectedPiece(
          pixels: pixels,
          box: Rectangle(left: left, top: top, width: right - left + 1, height: bottom - top + 1),
          touchesBorder: top == 0 || left == 0 || bottom == height - 1 || right == width - 1))
    }
    return pieces.sorted { $0.pixels.count > $1.pixels.count }
  }
}
