import Platform

/// A place of the pen: to the right and **down**, in units of which a small letter's body has 20.
public struct InkPoint: Sendable, Hashable {
  /// Units to the right.
  public var x: Float
  /// Units down.
  public var y: Float

  /// Makes a point.
  public init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }

  /// 0, 0.
  public static let zero = InkPoint(x: 0, y: 0)

  /// Whether both coordinates are finite numbers.
  public var isFinite: Bool { x.isFinite && y.isFinite }

  /// Distance to another point, in units.
  public func distance(to other: InkPoint) -> Float { (other - self).length }

  static func + (one: InkPoint, other: InkPoint) -> InkPoint {
    InkPoint(x: one.x + other.x, y: one.y + other.y)
  }

  static func - (one: InkPoint, other: InkPoint) -> InkPoint {
    InkPoint(x: one.x - other.x, y: one.y - other.y)
  }

  static func * (factor: Float, point: InkPoint) -> InkPoint {
    InkPoint(x: factor * point.x, y: factor * point.y)
  }

  var length: Float { (x * x + y * y).squareRoot() }

  /// The point at a share of 0...1 of the way to another.
  func mixed(with other: InkPoint, by share: Float) -> InkPoint { self + share * (other - self) }

  /// Angle between the ways to this direction and to another, 0...π; 0 where one has no length.
  func turn(to other: InkPoint) -> Float {
    guard length > 0, other.length > 0 else { return 0 }
    return abs(atan2f(x * other.y - y * other.x, x * other.x + y * other.y))
  }
}

/// What the pen wrote from touching the paper to leaving it; a dot has one point.
public struct InkStroke: Sendable, Hashable {
  /// Where the pen was, in the order written.
  public var points: [InkPoint]

  /// Makes a stroke.
  public init(_ points: [InkPoint]) { self.points = points }

  /// Length of the pen's way, in units.
  public var length: Float {
    zip(points, points.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
  }
}
