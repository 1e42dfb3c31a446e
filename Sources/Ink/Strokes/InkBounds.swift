/// An upright rectangle around ink, in units.
public struct InkBounds: Sendable, Hashable {
  /// Left edge.
  public var left: Float
  /// Top edge.
  public var top: Float
  /// Right edge, not less than the left one.
  public var right: Float
  /// Bottom edge, not less than the top one.
  public var bottom: Float

  /// Makes a rectangle of its edges.
  public init(left: Float, top: Float, right: Float, bottom: Float) {
    precondition(
      left <= right && top <= bottom,
      "InkBounds: edges \(left)...\(right), \(top)...\(bottom) are out of order or not numbers")
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// The smallest rectangle around points, which must be numbers; nil where there are none.
  public init?(around points: some Sequence<InkPoint>) {
    var bounds: InkBounds?
    for point in points {
      guard var found = bounds else {
        bounds = InkBounds(left: point.x, top: point.y, right: point.x, bottom: point.y)
        continue
      }
      found.left = min(found.left, point.x)
      found.top = min(found.top, point.y)
      found.right = max(found.right, point.x)
      found.bottom = max(found.bottom, point.y)
      bounds = found
    }
    guard let bounds else { return nil }
    self = bounds
  }

  /// Units from left to right.
  public var width: Float { right - left }
  /// Units from top to bottom.
  public var height: Float { bottom - top }

  /// The rectangle with a margin of so many units on each side.
  public func widened(by margin: Float) -> InkBounds {
    InkBounds(
      left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin)
  }
}
