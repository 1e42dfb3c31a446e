import Platform

/// A colour that belongs at a place, by the hand of a person.
public struct ColorHint: Sendable, Equatable {
  /// Column of the picture as it is seen, from 0.
  public let x: Int
  /// Row of the picture as it is seen, from 0.
  public let y: Int
  /// The colour; its hue and its chroma count, since lightness is the picture's own.
  public let color: Color

  /// A colour at a place.
  public init(x: Int, y: Int, color: Color) {
    (self.x, self.y, self.color) = (x, y, color)
  }

  /// A hint written as `x,y,#rrggbb`; nil where the text is something else.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 3, let x = Int(parts[0]), let y = Int(parts[1]), x >= 0, y >= 0,
      let color = Color(parts[2])
    else { return nil }
    self.init(x: x, y: y, color: color)
  }

  /// The hint as it is written.
  public var text: String { "\(x),\(y),\(color)" }
}

/// Spreads hints over what belongs together: chrominance blending (Yatziv & Sapiro 2006, "Fast image and video colorization using
/// chrominance blending"), where colours mix by their geodesic distances, lengths of ways on which edges of lightness are long. The
/// colours that are there already take part at a constant distance.
public struct HintSpreading: Sendable {
  /// The length of a way across the whole picture where there is no edge.
  private static let spaceLength: Float = 0.08
  /// How much longer a way becomes by a difference of lightness of 1.
  private static let edgeLength: Float = 0.01
  /// The distance of the colours that are there.
  private static let ownDistance: Float = 0.1
  private static let sharpness: Float = 6

  private let guide: Plane

  /// Spreading along a picture's edges.
  ///
  /// - Parameter guide: lightness, 0...100.
  public init(guide: Plane) {
    // Texture is no edge.
    self.guide =
      EdgeAwareSmoother(guide: guide, contrast: 3, strength: 30)
      .smoothed(a: guide, b: guide, confidence: Plane(size: guide.size, filledWith: 1)).a
  }

  /// Chroma with hints, whose places are pixels of a picture of size `picture`.
  public func blended(
    _ chroma: (a: Plane, b: Plane), _ hints: [ColorHint], in picture: ImageSize
  ) -> (a: Plane, b: Plane) {
    let own = powf(Self.ownDistance, -Self.sharpness)
    var sums = (0..<guide.values.count).map { place in
      SIMD3(chroma.a.values[place], chroma.b.values[place], 1) * own
    }
    for hint in hints {
      let row = min(hint.y * guide.size.height / picture.height, guide.size.height - 1)
      let column = min(hint.x * guide.size.width / picture.width, guide.size.width - 1)
      let lab = Lab(hint.color)
      for (place, distance) in distances(row: row, column: column).enumerated() {
        let weight = powf(max(distance, 1e-3), -Self.sharpness)
        sums[place] += SIMD3(lab.a, lab.b, 1) * weight
      }
    }
    func plane(_ channel: (SIMD3<Float>) -> Float) -> Plane {
      Plane(size: guide.size, values: sums.map { channel($0) / $0.z })
    }
    return (plane { $0.x }, plane { $0.y })
  }

  /// The length of the shortest way from a place to each other one: sweeps from corner to corner and back until nothing
  /// changes (Toivanen 1996).
  func distances(row: Int, column: Int) -> [Float] {
    let (height, width) = (guide.size.height, guide.size.width)
    let step = Self.spaceLength / Float(max(height, width))
    var result = [Float](repeating: .infinity, count: height * width)
    result[row * width + column] = 0
    let light = guide.values
    var hasChanged = true
    var sweep = 0
    while hasChanged && sweep < 40 {
      hasChanged = false
      let isForward = sweep % 2 == 0
      for index in 0..<height * width {
        let place = isForward ? index : height * width - 1 - index
        let (y, x) = (place / width, place % width)
        let side = isForward ? -1 : 1
        var best = result[place]
        func look(_ dy: Int, _ dx: Int, _ length: Float) {
          let (ny, nx) = (y + dy, x + dx)
          guard ny >= 0, ny < height, nx >= 0, nx < width else { return }
          let other = ny * width + nx
          let edge = abs(light[place] - light[other])
          best = min(best, result[other] + length * step + max(edge - 0.5, 0) * Self.edgeLength)
        }
        look(0, side, 1)
        look(side, 0, 1)
        look(side, side, 1.414)
        look(side, -side, 1.414)
        if best < result[place] {
          result[place] = best
          hasChanged = true
        }
      }
      sweep += 1
    }
    return result
  }
}
