import Imaging

/// Connected pieces of ink.
struct Strokes {
  /// One piece: its pixels and the box around them.
  struct Piece {
    var pixels: [Int]
    var box: Rectangle
    var touchesBorder: Bool
  }

  /// The pieces of all pixels above a threshold, largest first.
  ///
  /// - Parameter isEdgeConnected: whether neighbours are four, not eight: thin lines across keep areas apart.
  static func pieces(
    of plane: GrayPlane, above threshold: Float, isEdgeConnected: Bool = false
  ) -> [Piece] {
    let (height, width) = (plane.size.height, plane.size.width)
    var isOpen = plane.values.map { $0 > threshold }
    var pieces: [Piece] = []
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
        Piece(
          pixels: pixels,
          box: Rectangle(left: left, top: top, width: right - left + 1, height: bottom - top + 1),
          touchesBorder: top == 0 || left == 0 || bottom == height - 1 || right == width - 1))
    }
    return pieces.sorted { $0.pixels.count > $1.pixels.count }
  }

  /// The pieces that make the character: the largest (not a shadow at the border, where there is a choice)
  /// and what lies close to it.
  static func character(_ pieces: [Piece]) -> [Piece] {
    guard let largest = pieces.first else { return [] }
    let inner = pieces.first { !$0.touchesBorder }
    let main = inner.flatMap { $0.pixels.count * 6 > largest.pixels.count ? $0 : nil } ?? largest
    let reach = max(main.box.height, main.box.width) / 3
    return pieces.filter { piece in
      let isLarge = piece.pixels.count * 25 > main.pixels.count
      let isBorderline = piece.touchesBorder && !main.touchesBorder
      return isLarge && !isBorderline && distance(piece.box, main.box) <= reach
    }
  }

  /// The dots of a dotted stroke as one piece each cluster: many of about one size, each close to the next. Nil where pieces
  /// are no dots.
  static func dots(_ pieces: [Piece], size: ImageSize) -> Piece? {
    guard pieces.count >= 6, let largest = pieces.first?.pixels.count else { return nil }
    let alike = pieces.filter { $0.pixels.count * 6 >= largest && $0.pixels.count >= 4 }
    guard alike.count >= 6, alike.count <= 400, alike.count * 3 >= pieces.count else { return nil }
    let extents = alike.map { max($0.box.height, $0.box.width) }.sorted()
    let usual = extents[extents.count / 2]
    guard extents[extents.count - 1] <= 3 * usual else { return nil }
    // What is reached from dot to dot, over gaps no wider than two dots.
    var isOpen = [Bool](repeating: true, count: alike.count)
    var best: [Int] = []
    for start in alike.indices where isOpen[start] {
      isOpen[start] = false
      var (pending, cluster) = ([start], [start])
      while let one = pending.popLast() {
        for other in alike.indices
        where isOpen[other] && distance(alike[one].box, alike[other].box) <= 2 * usual {
          isOpen[other] = false
          pending.append(other)
          cluster.append(other)
        }
      }
      if cluster.count > best.count { best = cluster }
    }
    let box = hull(best.map { alike[$0].box })
    guard best.count >= 6, best.count * 2 >= alike.count,
      max(box.height, box.width) >= 5 * usual, max(box.height, box.width) * 8 > size.height,
      box.height < size.height - 2, box.width < size.width - 2
    else { return nil }
    return Piece(
      pixels: best.flatMap { alike[$0].pixels }, box: box, touchesBorder: false)
  }

  /// The box around several boxes.
  static func hull(_ boxes: [Rectangle]) -> Rectangle {
    let left = boxes.map(\.left).min() ?? 0
    let top = boxes.map(\.top).min() ?? 0
    return Rectangle(
      left: left, top: top, width: (boxes.map(\.right).max() ?? 0) - left,
      height: (boxes.map(\.bottom).max() ?? 0) - top)
  }

  private static func distance(_ a: Rectangle, _ b: Rectangle) -> Int {
    max(0, max(a.left, b.left) - min(a.right, b.right), max(a.top, b.top) - min(a.bottom, b.bottom))
  }
}
