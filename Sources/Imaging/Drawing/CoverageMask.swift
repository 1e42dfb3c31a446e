/// How much of each pixel of a part of a canvas a shape covers, 0...1.
///
/// Overlapping pieces of one shape take the larger coverage, so that the joints of a line do not
/// show when it is blended.
struct CoverageMask {
  private(set) var frame: Rectangle
  private var values: [Float]

  /// An empty mask for the part of a canvas that shapes around these points can touch.
  init?(around points: [Point], margin: Float, canvas: ImageSize) {
    guard let first = points.first else { return nil }
    var (low, high) = (first, first)
    for point in points {
      low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
      high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
    }
    let left = pixel(low.x - margin)
    let top = pixel(low.y - margin)
    let box = Rectangle(
      left: left, top: top, width: pixel(high.x + margin) + 2 - left,
      height: pixel(high.y + margin) + 2 - top)
    guard let frame = box.clipped(to: canvas) else { return nil }
    self.init(frame: frame)
  }

  init(frame: Rectangle) {
    self.frame = frame
    values = [Float](repeating: 0, count: frame.width * frame.height)
  }

  /// Coverage of one pixel of the canvas inside the frame.
  subscript(row: Int, column: Int) -> Float {
    get { values[(row - frame.top) * frame.width + column - frame.left] }
    set { values[(row - frame.top) * frame.width + column - frame.left] = newValue }
  }

  /// Adds a straight stroke with round ends.
  mutating func addStroke(from start: Point, to end: Point, radius: Float) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let squared = dx * dx + dy * dy
    add(around: [start, end], margin: radius + 1) { point in
      let along = (point.x - start.x) * dx + (point.y - start.y) * dy
      let share = squared > 0 ? min(max(along / squared, 0), 1) : 0
      let (ox, oy) = (point.x - start.x - share * dx, point.y - start.y - share * dy)
      return radius + 0.5 - (ox * ox + oy * oy).squareRoot()
    }
  }

  /// Adds a ring, or a disc where the inner radius is not positive.
  mutating func addRing(center: Point, inner: Float, outer: Float) {
    add(around: [center], margin: outer + 1) { point in
      let (dx, dy) = (point.x - center.x, point.y - center.y)
      let distance = (dx * dx + dy * dy).squareRoot()
      let outside = outer + 0.5 - distance
      return inner > 0 ? min(outside, distance - inner + 0.5) : outside
    }
  }

  /// The mask turned by a quarter to the left, so that text reads upwards.
  func turnedLeft(left: Int, top: Int) -> CoverageMask {
    var turned = CoverageMask(
      frame: Rectangle(left: left, top: top, width: frame.height, height: frame.width))
    for row in 0..<frame.height {
      for column in 0..<frame.width {
        turned[top + frame.width - 1 - column, left + row] =
          values[row * frame.width + column]
      }
    }
    return turned
  }

  private mutating func add(
    around points: [Point], margin: Float, coverage: (Point) -> Float
  ) {
    let xs = points.map(\.x)
    let ys = points.map(\.y)
    let left = max(frame.left, pixel((xs.min() ?? 0) - margin))
    let right = min(frame.right, pixel((xs.max() ?? 0) + margin) + 1)
    let top = max(frame.top, pixel((ys.min() ?? 0) - margin))
    let bottom = min(frame.bottom, pixel((ys.max() ?? 0) + margin) + 1)
    guard left < right && top < bottom else { return }
    for row in top..<bottom {
      for column in left..<right {
        let value = coverage(Point(x: Float(column) + 0.5, y: Float(row) + 0.5))
        if value > self[row, column] { self[row, column] = min(value, 1) }
      }
    }
  }
}

/// The pixel that holds a coordinate; far away ones are brought within reach.
private func pixel(_ coordinate: Float) -> Int {
  Int(min(max(coordinate, -1e6), 1e6).rounded(.down))
}
