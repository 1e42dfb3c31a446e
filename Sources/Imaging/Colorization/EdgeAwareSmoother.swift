import Platform

/// Smooths what belongs together, up to the edges of lightness: the fast global smoother (Min et al. 2014, "Fast global image
/// smoothing based on weighted least squares"), which solves along rows and columns in turn.
///
/// It minimises Σ c (u - f)² + strength Σ w (u - u')² over neighbours, w = exp(-|ΔL| / contrast), for data f trusted by c.
public struct EdgeAwareSmoother: Sendable {
  private let size: ImageSize
  /// w between a place and the next one in its row, and in its column.
  private let across: [Float]
  private let down: [Float]
  private let strength: Float
  private static let iterationCount = 3

  /// A smoother along a picture's edges.
  ///
  /// - Parameters:
  ///   - guide: lightness, 0...100.
  ///   - contrast: the difference of lightness over which smoothness falls to 1 / e.
  ///   - strength: the square of about how many pixels belong together where there is no edge.
  public init(guide: Plane, contrast: Float, strength: Float) {
    size = guide.size
    self.strength = strength
    let (width, height, light) = (size.width, size.height, guide.values)
    func weight(_ place: Int, _ next: Int) -> Float {
      expf(-abs(light[place] - light[next]) / contrast)
    }
    across = light.indices.map { $0 % width < width - 1 ? weight($0, $0 + 1) : 0 }
    down = light.indices.map { $0 < width * (height - 1) ? weight($0, $0 + width) : 0 }
  }

  /// Chroma smoothed as far as it is not trusted.
  public func smoothed(a: Plane, b: Plane, confidence: Plane) -> (a: Plane, b: Plane) {
    var values = confidence.values.indices.map { place in
      SIMD4(a.values[place], b.values[place], 1, 0) * confidence.values[place]
    }
    var factors = [Float](repeating: 0, count: values.count)
    for iteration in 1...Self.iterationCount {
      // 1.5 · 4^(T - t) / (4^T - 1): the weights of the paper, which add up to about 1 for both directions.
      let share =
        1.5 * powf(4, Float(Self.iterationCount - iteration))
        / (powf(4, Float(Self.iterationCount)) - 1)
      smoothRows(&values, &factors, strength * share)
      smoothColumns(&values, &factors, strength * share)
    }
    func plane(_ channel: (SIMD4<Float>) -> Float) -> Plane {
      Plane(size: size, values: values.map { channel($0) / max($0.z, 1e-12) })
    }
    return (plane { $0.x }, plane { $0.y })
  }

  /// A tridiagonal system a row, solved by elimination from left to right and back.
  private func smoothRows(
    _ values: inout [SIMD4<Float>], _ factors: inout [Float], _ strength: Float
  ) {
    let width = size.width
    withShared(&values, &factors) { values, factors in
      inBands(of: size.height) { rows in
        for row in rows {
          let start = row * width
          var before: Float = 0
          for place in start..<start + width {
            let after = strength * across[place]
            let previous = place > start ? place - 1 : place
            let scale = 1 / (1 + before + after - before * (place > start ? factors[previous] : 0))
            factors[place] = after * scale
            if place > start { values[place] += values[previous] * before }
            values[place] *= scale
            before = after
          }
          for place in (start..<start + width - 1).reversed() {
            values[place] += values[place + 1] * factors[place]
          }
        }
      }
    }
  }

  /// The same for all columns side by side.
  private func smoothColumns(
    _ values: inout [SIMD4<Float>], _ factors: inout [Float], _ strength: Float
  ) {
    let (width, height) = (size.width, size.height)
    withShared(&values, &factors) { values, factors in
      inBands(of: width) { columns in
        for row in 0..<height {
          for place in row * width + columns.lowerBound..<row * width + columns.upperBound {
            let after = strength * down[place]
            if row == 0 {
              let scale = 1 / (1 + after)
              factors[place] = after * scale
              values[place] *= scale
            } else {
              let before = strength * down[place - width]
              let scale = 1 / (1 + before + after - before * factors[place - width])
              factors[place] = after * scale
              values[place] = (values[place] + values[place - width] * before) * scale
            }
          }
        }
        for row in (0..<height - 1).reversed() {
          for place in row * width + columns.lowerBound..<row * width + columns.upperBound {
            values[place] += values[place + width] * factors[place]
          }
        }
      }
    }
  }

  private func withShared(
    _ values: inout [SIMD4<Float>], _ factors: inout [Float],
    _ body: (UnsafeMutableBufferPointer<SIMD4<Float>>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    values.withUnsafeMutableBufferPointer { values in
      factors.withUnsafeMutableBufferPointer { factors in body(values, factors) }
    }
  }
}
