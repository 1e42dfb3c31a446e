import Platform

/// A smooth line through the points of a stroke: cubic Bézier curves end to end.
///
/// Centripetal Catmull-Rom splines (Yuksel et al. 2011), which make no loop or cusp between two points; at corners the
/// line turns sharply.
public struct InkCurve: Sendable, Hashable {
  /// One cubic Bézier curve, which begins where the one before it ended.
  public struct Segment: Sendable, Hashable {
    /// The point that the beginning heads for.
    public var control1: InkPoint
    /// The point that the end comes from.
    public var control2: InkPoint
    /// Where it ends.
    public var end: InkPoint
  }

  /// Where the line begins.
  public let start: InkPoint
  /// The curves; none for a dot.
  public let segments: [Segment]

  /// The line through a stroke's points; nil where there is none.
  public init?(_ stroke: InkStroke) {
    guard let points = Handwriting([stroke]).onPaper.removingDuplicates().strokes.first?.points
    else { return nil }
    start = points[0]
    segments = points.indices.dropLast().map { index in
      let (from, to) = (points[index], points[index + 1])
      let before = index > 0 && !InkCurve.isCorner(points, index) ? points[index - 1] : nil
      let after =
        index + 2 < points.count && !InkCurve.isCorner(points, index + 1) ? points[index + 2] : nil
      return Segment(
        control1: InkCurve.control(before, from, to), control2: InkCurve.control(after, to, from),
        end: to)
    }
  }

  /// The line as points so close that straight lines between them are no further than a tolerance from it, in units.
  public func flattened(tolerance: Float) -> [InkPoint] {
    var points = [start]
    var from = start
    for segment in segments {
      // The error of n equal steps is at most max |B''| / (8 n²), and |B''| at most six times a second difference.
      let bend = max(
        (from - 2 * segment.control1 + segment.control2).length,
        (segment.control1 - 2 * segment.control2 + segment.end).length)
      let count = max(
        1, Int(min((0.75 * bend / max(tolerance, 1e-6)).squareRoot().rounded(.up), 64)))
      for step in 1..<max(count, 1) {
        points.append(InkCurve.point(from, segment, at: Float(step) / Float(count)))
      }
      points.append(segment.end)
      from = segment.end
    }
    return points
  }

  private static func point(_ start: InkPoint, _ segment: Segment, at t: Float) -> InkPoint {
    let u = 1 - t
    return u * u * u * start + 3 * u * u * t * segment.control1 + 3 * u * t * t * segment.control2
      + t * t * t * segment.end
  }

  private static func isCorner(_ points: [InkPoint], _ index: Int) -> Bool {
    (points[index] - points[index - 1]).turn(to: points[index + 1] - points[index])
      > Handwriting.cornerAngle
  }

  /// The control point beside `from` on the way to `to`; without a point before, a third of the straight way.
  private static func control(_ before: InkPoint?, _ from: InkPoint, _ to: InkPoint) -> InkPoint {
    guard let before else { return from.mixed(with: to, by: 1 / 3) }
    // Parameters grow by the square roots of the distances.
    let behind = from.distance(to: before)
    let ahead = to.distance(to: from)
    let (p, q) = (behind.squareRoot(), ahead.squareRoot())
    let weight = 1 / (3 * p * (p + q))
    return weight * (behind * to - ahead * before + (2 * behind + 3 * p * q + ahead) * from)
  }
}
