import Imaging

/// A rectangle in a picture, in pixels; y points down.
public struct Box: Sendable, Hashable, Codable {
  /// The left edge.
  public var x: Float
  /// The upper edge.
  public var y: Float
  /// The width; not negative.
  public var width: Float
  /// The height; not negative.
  public var height: Float

  /// A rectangle by its upper left corner and its size.
  public init(x: Float, y: Float, width: Float, height: Float) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// A rectangle by its edges.
  public init(left: Float, top: Float, right: Float, bottom: Float) {
    self.init(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// The right edge.
  public var right: Float { x + width }
  /// The lower edge.
  public var bottom: Float { y + height }
  /// Square pixels.
  public var area: Float { width * height }
  /// Whether it has an area, and all numbers are finite.
  public var isUsable: Bool {
    width > 0 && height > 0 && [x, y, right, bottom].allSatisfy(\.isFinite)
  }

  /// The area of what two rectangles share.
  public func overlap(with other: Box) -> Float {
    let across = min(right, other.right) - max(x, other.x)
    let down = min(bottom, other.bottom) - max(y, other.y)
    return max(across, 0) * max(down, 0)
  }

  /// Intersection over union, 0...1; 0 where neither has an area.
  public func iou(with other: Box) -> Float {
    let shared = overlap(with: other)
    let union = area + other.area - shared
    return union > 0 ? shared / union : 0
  }

  /// The part inside a picture.
  public func clipped(to size: ImageSize) -> Box {
    func inside(_ value: Float, _ extent: Int) -> Float { min(max(value, 0), Float(extent)) }
    return Box(
      left: inside(x, size.width), top: inside(y, size.height),
      right: inside(right, size.width), bottom: inside(bottom, size.height))
  }

  /// All numbers multiplied, as when the picture is resized.
  public func scaled(across: Float, down: Float) -> Box {
    Box(x: x * across, y: y * down, width: width * across, height: height * down)
  }

  /// Moved by so many pixels.
  public func moved(right: Float, down: Float) -> Box {
    Box(x: x + right, y: y + down, width: width, height: height)
  }

  /// Rows and columns exchanged.
  public var transposed: Box { Box(x: y, y: x, width: height, height: width) }

  /// Left and right exchanged in a picture of this width.
  public func mirrored(inWidth pictureWidth: Float) -> Box {
    Box(x: pictureWidth - self.right, y: y, width: width, height: height)
  }
}

/// An object that is in a picture.
public struct LabeledBox: Sendable, Hashable {
  /// Where it is.
  public var box: Box
  /// Its class.
  public var label: Int
  /// Whether it counts neither as found nor as missed: a crowd, or an object that is marked as difficult.
  public var isIgnored: Bool

  /// An object; it counts unless said otherwise.
  public init(_ box: Box, label: Int, isIgnored: Bool = false) {
    (self.box, self.label, self.isIgnored) = (box, label, isIgnored)
  }
}

/// An object that a detector sees in a picture.
public struct Detection: Sendable, Hashable {
  /// Where it is.
  public var box: Box
  /// Its class.
  public var label: Int
  /// How sure the detector is, 0...1.
  public var score: Float

  /// An object with a score.
  public init(_ box: Box, label: Int, score: Float) {
    (self.box, self.label, self.score) = (box, label, score)
  }
}
