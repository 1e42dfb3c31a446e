extension Canvas {
  /// Draws a straight anti-aliased line with round ends.
  public mutating func line(
    from start: Point, to end: Point, _ color: Color, thickness: Float = 1, opacity: Float = 1
  ) {
    polyline([start, end], color, thickness: thickness, opacity: opacity)
  }

  /// Draws anti-aliased lines from point to point; a point that is not finite leaves a gap.
  public mutating func polyline(
    _ points: [Point], _ color: Color, thickness: Float = 1, opacity: Float = 1
  ) {
    let radius = thickness / 2
    let finite = points.filter(\.isFinite)
    guard var mask = CoverageMask(around: finite, margin: radius + 1, canvas: size) else { return }
    if points.count == 1 {
      mask.addStroke(from: points[0], to: points[0], radius: radius)
    }
    for (start, end) in zip(points, points.dropFirst()) where start.isFinite && end.isFinite {
      mask.addStroke(from: start, to: end, radius: radius)
    }
    apply(mask, color, opacity: opacity)
  }

  /// Draws an anti-aliased circle, as a disc or with a line of some thickness inside its edge.
  ///
  /// - Parameter thickness: width of the line; nil fills the circle.
  public mutating func circle(
    center: Point, radius: Float, _ color: Color, thickness: Float? = nil, opacity: Float = 1
  ) {
    guard center.isFinite && radius.isFinite,
      var mask = CoverageMask(around: [center], margin: radius + 1, canvas: size)
    else { return }
    mask.addRing(center: center, inner: thickness.map { radius - $0 } ?? 0, outer: radius)
    apply(mask, color, opacity: opacity)
  }
}

extension Point {
  fileprivate var isFinite: Bool { x.isFinite && y.isFinite }
}
