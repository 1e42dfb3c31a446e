/// A place on a canvas: pixels to the right of its left edge and below its top edge.
///
/// The centre of the first pixel is at 0.5, 0.5.
public struct Point: Sendable, Hashable {
  /// Pixels from the left edge.
  public var x: Float
  /// Pixels from the top edge.
  public var y: Float

  /// Makes a point.
  public init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle on a canvas, in whole pixels.
public struct Rectangle: Sendable, Hashable {
  /// First column inside.
  public var left: Int
  /// First row inside.
  public var top: Int
  /// Number of columns.
  public var width: Int
  /// Number of rows.
  public var height: Int

  /// Makes a rectangle.
  public init(left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  /// First column to the right of it.
  public var right: Int { left + width }
  /// First row below it.
  public var bottom: Int { top + height }

  /// The part inside a canvas of this size, nil where nothing is.
  func clipped(to size: ImageSize) -> Rectangle? {
    let (x0, y0) = (max(0, left), max(0, top))
    let (x1, y1) = (min(size.width, right), min(size.height, bottom))
    guard x0 < x1 && y0 < y1 else { return nil }
    return Rectangle(left: x0, top: y0, width: x1 - x0, height: y1 - y0)
  }
}
