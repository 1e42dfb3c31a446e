import Platform

/// An affine map of points: x' = a x + b y + c, y' = d x + e y + f.
public struct InkTransform: Sendable, Hashable {
  private var a, b, c, d, e, f: Float

  /// Leaves all points where they are.
  public static let identity = InkTransform(a: 1, b: 0, c: 0, d: 0, e: 1, f: 0)

  /// Moves by units to the right and down.
  public static func translation(x: Float, y: Float) -> InkTransform {
    InkTransform(a: 1, b: 0, c: x, d: 0, e: 1, f: y)
  }

  /// Multiplies distances from 0, 0.
  public static func scale(_ factor: Float) -> InkTransform { scale(x: factor, y: factor) }

  /// Multiplies distances from 0, 0, differently in x and y.
  public static func scale(x: Float, y: Float) -> InkTransform {
    InkTransform(a: x, b: 0, c: 0, d: 0, e: y, f: 0)
  }

  /// Leans upright strokes over to the right: a unit further up goes so many units further right. y stays.
  public static func slant(_ slope: Float) -> InkTransform {
    InkTransform(a: 1, b: -slope, c: 0, d: 0, e: 1, f: 0)
  }

  /// Makes level lines fall: a unit further right goes so many units further down. x stays.
  public static func incline(_ slope: Float) -> InkTransform {
    InkTransform(a: 1, b: 0, c: 0, d: slope, e: 1, f: 0)
  }

  /// Turns around 0, 0 by degrees, clockwise as it is seen.
  public static func rotation(degrees: Float) -> InkTransform {
    let angle = degrees / 180 * Float.pi
    let (cosine, sine) = (cosf(angle), sinf(angle))
    return InkTransform(a: cosine, b: -sine, c: 0, d: sine, e: cosine, f: 0)
  }

  /// Where a point goes.
  public func callAsFunction(_ point: InkPoint) -> InkPoint {
    InkPoint(x: a * point.x + b * point.y + c, y: d * point.x + e * point.y + f)
  }

  /// This map and then another one.
  public func then(_ next: InkTransform) -> InkTransform {
    InkTransform(
      a: next.a * a + next.b * d, b: next.a * b + next.b * e,
      c: next.a * c + next.b * f + next.c, d: next.d * a + next.e * d,
      e: next.d * b + next.e * e, f: next.d * c + next.e * f + next.f)
  }
}
