import Imaging

extension Handwriting {
  /// The ink of a picture of one line of writing, dark on light or light on dark, as a pen may have drawn it: strokes from left to right,
  /// each beginning at its upper left end. In units of pixels of a line 96 high; `normalized` makes it comparable.
  ///
  /// The writing is thinned, and lines that cross go straight on. Nil where nothing stands out of the paper.
  public init?(tracing image: Image) {
    guard let mask = InkMask(image) else { return nil }
    self.init(tracing: mask)
  }

  /// The ink as a picture of it is traced: to learn from how that looks. Empty where nothing is left.
  ///
  /// - Parameter penWidth: in units.
  public func drawnAndTraced(penWidth: Float) -> Handwriting {
    let ink = onPaper
    guard let bounds = ink.bounds?.widened(by: penWidth) else { return Handwriting() }
    // Pixels a unit, at most some ten million of them.
    let scale = min(96 / max(bounds.height, 1), 2, 8000 / max(bounds.width, 1))
    var mask = InkMask(
      height: Int(bounds.height * scale) + 1, width: Int(bounds.width * scale) + 1)
    for stroke in ink.strokes {
      let points = stroke.points.map {
        InkPoint(x: ($0.x - bounds.left) * scale, y: ($0.y - bounds.top) * scale)
      }
      mask.draw(points, radius: max(penWidth * scale / 2, 0.8))
    }
    return Handwriting(tracing: mask)
      .transformed(
        by: .scale(x: 1 / scale, y: 1 / scale)
          .then(.translation(x: bounds.left, y: bounds.top)))
  }

  private init(tracing mask: InkMask) {
    let (lines, radius) = mask.thinned()
    let graph = LineGraph(lines, radius: radius)
    let strokes = PenPaths(graph, reach: 4 * radius + 2).strokes.map { smoothed($0) }
    self.init(strokes.map(InkStroke.init))
  }
}

/// The mean of each point and two neighbours on each side; ends stay.
private func smoothed(_ points: [InkPoint]) -> [InkPoint] {
  points.indices.map { index in
    let reach = min(index, points.count - 1 - index, 2)
    let sum = points[index - reach...index + reach].reduce(InkPoint.zero, +)
    return (1 / Float(2 * reach + 1)) * sum
  }
}

extension InkMask {
  /// Draws a line of a round pen.
  fileprivate mutating func draw(_ points: [InkPoint], radius: Float) {
    guard var before = points.first else { return }
    for point in points {
      let steps = max(Int(2 * before.distance(to: point) / radius), 1)
      for step in 1...steps {
        fill(before.mixed(with: point, by: Float(step) / Float(steps)), radius)
      }
      before = point
    }
  }

  private mutating func fill(_ center: InkPoint, _ radius: Float) {
    let reach = Int(radius) + 1
    let (row, column) = (Int(center.y), Int(center.x))
    for y in max(row - reach, 0)...min(row + reach, height - 3) {
      for x in max(column - reach, 0)...min(column + reach, width - 3) {
        let place = InkPoint(x: Float(x) + 0.5, y: Float(y) + 0.5)
        if place.distance(to: center) <= radius { pixels[(y + 1) * width + x + 1] = 1 }
      }
    }
  }
}
