import Platform

/// Where the pen turned from down to up and from up to down.
struct PenTurns {
  /// Lowest points of the pen's runs.
  private(set) var bottoms: [InkPoint] = []
  /// Highest points of the pen's runs.
  private(set) var tops: [InkPoint] = []
  /// Half of the runs up or down are shorter, without those that are no part of a letter's body.
  private(set) var typicalRun: Float?

  init(_ ink: Handwriting) {
    let runs = ink.strokes.map { PenTurns.extrema($0.points, prominence: 0) }
      .flatMap { zip($0, $0.dropFirst()).map { abs($0.y - $1.y) } }.sorted()
    guard let longest = runs.last, longest > 0 else { return }
    let upper = runs[runs.count * 9 / 10]
    let telling = runs.filter { $0 >= 0.25 * upper }
    typicalRun = telling[telling.count / 2]
    for stroke in ink.strokes {
      let extrema = PenTurns.extrema(stroke.points, prominence: 0.3 * telling[telling.count / 2])
      guard extrema.count > 1 else { continue }
      for (index, point) in extrema.enumerated() {
        let neighbour = extrema[index > 0 ? index - 1 : 1]
        if point.y > neighbour.y { bottoms.append(point) } else { tops.append(point) }
      }
    }
    bottoms = PenTurns.thinned(bottoms)
    tops = PenTurns.thinned(tops)
  }

  /// At most a thousand of the points, evenly chosen: a long line has two hundred.
  private static func thinned(_ points: [InkPoint]) -> [InkPoint] {
    let step = (points.count + 999) / 1000
    return step > 1 ? stride(from: 0, to: points.count, by: step).map { points[$0] } : points
  }

  /// The highest and lowest points in turns, the ends of the stroke among them, with more than a height between neighbours.
  private static func extrema(_ points: [InkPoint], prominence: Float) -> [InkPoint] {
    guard let first = points.first else { return [] }
    var (high, low) = (first, first)
    var found: [InkPoint] = []
    // 1 while the pen goes down (y grows), -1 while it goes up, 0 before either.
    var direction: Float = 0
    for point in points {
      if direction <= 0 && point.y < high.y { high = point }
      if direction >= 0 && point.y > low.y { low = point }
      if direction <= 0 && point.y - high.y > prominence {
        found.append(high)
        (direction, low) = (1, point)
      } else if direction >= 0 && low.y - point.y > prominence {
        found.append(low)
        (direction, high) = (-1, point)
      }
    }
    if direction != 0 { found.append(direction > 0 ? low : high) }
    return found
  }

  /// How far the baseline falls in a unit to the right, 0 where the ink is too short to tell.
  func incline(size: Float) -> Float {
    let xs = bottoms.map(\.x).sorted()
    guard let left = xs.first, let right = xs.last, right - left > 4 * size, xs.count >= 5
    else { return 0 }
    func sharpness(_ slope: Float) -> Float {
      [bottoms, tops].reduce(0) { sum, points in
        let ys = points.map { $0.y - slope * $0.x }
        let peak = mode(of: ys, width: 0.2 * size, near: PenTurns.median(ys))
        return sum + ys.reduce(0) { $0 + expf(-($1 - peak) * ($1 - peak) / (0.08 * size * size)) }
      }
    }
    let candidates = (-30...30).map { Float($0) / 100 }
    var best = candidates.max { sharpness($0) < sharpness($1) } ?? 0
    var step: Float = 0.005
    while step > 1e-4 {
      let next = [best - step, best + step].max { sharpness($0) < sharpness($1) } ?? best
      if sharpness(next) > sharpness(best) { best = next } else { step /= 2 }
    }
    return best
  }

  private static func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }

  /// How far strokes lean to the right in a unit up, by the strokes that were written downwards.
  static func slant(of ink: Handwriting) -> Float {
    let steps = ink.strokes.flatMap { stroke in
      zip(stroke.points, stroke.points.dropFirst()).map { $1 - $0 }.filter { $0.y > 0 }
    }
    var slant: Float = 0
    // Steps count the more the nearer they are to the slant so far: mean shift.
    for _ in 0..<100 {
      var (sum, weights): (Float, Float) = (0, 0)
      for step in steps {
        let excess = -step.x / step.y - slant
        let weight = step.y * expf(-excess * excess / 0.25)
        sum += weight * excess
        weights += weight
      }
      guard weights > 0 else { return 0 }
      let change = sum / weights
      slant = min(max(slant + change, -2), 2)
      if abs(change) < 1e-5 { break }
    }
    return slant
  }
}
