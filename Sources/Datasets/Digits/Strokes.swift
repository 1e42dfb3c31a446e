import Imaging

/// Connected pieces of ink.
struct Strokes {
  typealias Piece = ConnectedPiece

  /// The pieces of all pixels above a threshold, largest first.
  ///
  /// - Parameter isEdgeConnected: whether neighbours are four, not eight.
  static func pieces(
    of plane: GrayPlane, above threshold: Float, isEdgeConnected: Bool = false
  ) -> [Piece] {
    ConnectedPiece.all(
      of: plane.values.map { $0 > threshold }, size: plane.size, isEdgeConnected: isEdgeConnected)
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
