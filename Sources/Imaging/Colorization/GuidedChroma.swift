/// Chroma as a linear function of lightness around each place: the guided filter (He, Sun & Tang 2010), whose coefficients are
/// found in a small picture and serve the large one (He & Sun 2015, arXiv:1505.00996). Where lightness has an edge, chroma
/// has it at the same pixel.
public struct GuidedChroma: Sendable {
  /// The small picture's size.
  public let size: ImageSize
  /// (slope of a, offset of a, slope of b, offset of b) at each place, lightness in 0...100.
  let coefficients: [SIMD4<Float>]

  /// Fits chroma to lightness.
  ///
  /// - Parameters:
  ///   - a: Lab's a, of the guide's size.
  ///   - b: Lab's b, of the guide's size.
  ///   - guide: lightness, 0...100.
  ///   - radius: of the windows in which chroma is a linear function of lightness, pixels of the guide.
  ///   - epsilon: a variance of lightness; edges well below it are no edges of chroma.
  public init(a: Plane, b: Plane, guide: Plane, radius: Int, epsilon: Float) {
    precondition(
      a.size == guide.size && b.size == guide.size, "GuidedChroma: \(a.size) and \(guide.size)")
    size = guide.size
    let places = guide.values.indices
    let first = boxMeans(
      places.map { place in
        let light = guide.values[place]
        return SIMD4(light, a.values[place], b.values[place], light * light)
      }, size, radius)
    let second = boxMeans(
      places.map { place in
        SIMD4(a.values[place], b.values[place], 0, 0) * guide.values[place]
      }, size, radius)
    let fits = zip(first, second).map { mean, product -> SIMD4<Float> in
      let variance = max(mean.w - mean.x * mean.x, 0) + epsilon
      let slopeA = (product.x - mean.x * mean.y) / variance
      let slopeB = (product.y - mean.x * mean.z) / variance
      return SIMD4(slopeA, mean.y - slopeA * mean.x, slopeB, mean.z - slopeB * mean.x)
    }
    coefficients = boxMeans(fits, size, radius)
  }
}

/// Means over windows of 2 radius + 1 pixels on a side, smaller at the borders.
func boxMeans(_ values: [SIMD4<Float>], _ size: ImageSize, _ radius: Int) -> [SIMD4<Float>] {
  let across = slidingMeans(values, length: size.width, count: size.height, radius)
  let turned = transposed(across, size)
  let down = slidingMeans(turned, length: size.height, count: size.width, radius)
  return transposed(down, ImageSize(height: size.width, width: size.height))
}

/// Running means along each of `count` lines.
private func slidingMeans(
  _ values: [SIMD4<Float>], length: Int, count: Int, _ radius: Int
) -> [SIMD4<Float>] {
  var result = values
  for line in 0..<count {
    let start = line * length
    var sum = SIMD4<Float>()
    for place in 0..<min(radius, length) { sum += values[start + place] }
    for place in 0..<length {
      if place + radius < length { sum += values[start + place + radius] }
      if place > radius { sum -= values[start + place - radius - 1] }
      let window = min(place + radius, length - 1) - max(place - radius, 0) + 1
      result[start + place] = sum / Float(window)
    }
  }
  return result
}

private func transposed(_ values: [SIMD4<Float>], _ size: ImageSize) -> [SIMD4<Float>] {
  var result = values
  for row in 0..<size.height {
    for column in 0..<size.width {
      result[column * size.height + row] = values[row * size.width + column]
    }
  }
  return result
}
