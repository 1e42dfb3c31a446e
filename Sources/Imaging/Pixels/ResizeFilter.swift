/// How the pixels of a resized picture are taken from those of the original.
///
/// Pixel centres lie at half coordinates, as in Pillow and in PyTorch with `align_corners=False`.
public enum ResizeFilter: String, Sendable, CaseIterable {
  /// The nearest pixel: hard edges, no new colours.
  case nearest
  /// A blend of the four nearest pixels; shrinking to less than half skips pixels.
  case bilinear
  /// Plain average of the covered area when shrinking, hard edges when growing.
  case area
  /// Weighted average with a triangle that widens when shrinking: smooth without aliasing. This is
  /// what Pillow calls bilinear.
  case triangle
}

/// The weighted source positions of each position along one axis.
struct ResizeTaps {
  /// First source position of each target position.
  let starts: [Int]
  /// Number of weights of each target position.
  let counts: [Int]
  /// `width` weights for each target position, unused ones zero.
  let weights: [Float]
  /// Room for the weights of one target position.
  let width: Int

  init(from source: Int, to target: Int, filter: ResizeFilter) {
    let scale = Double(source) / Double(target)
    let rows = (0..<target).map { position in
      ResizeTaps.taps(center: (Double(position) + 0.5) * scale, scale, source, filter)
    }
    let width = rows.map(\.weights.count).max() ?? 1
    starts = rows.map(\.start)
    counts = rows.map(\.weights.count)
    weights = rows.flatMap { row in
      row.weights + [Float](repeating: 0, count: width - row.weights.count)
    }
    self.width = width
  }

  private static func taps(
    center: Double, _ scale: Double, _ source: Int, _ filter: ResizeFilter
  ) -> (start: Int, weights: [Float]) {
    switch filter {
    case .nearest:
      return (min(source - 1, Int(center)), [1])
    case .bilinear:
      return triangle(center: center, radius: 1, source)
    case .triangle:
      return triangle(center: center, radius: max(1, scale), source)
    case .area where scale <= 1:
      return (min(source - 1, Int(center)), [1])
    case .area:
      let (low, high) = (center - scale / 2, center + scale / 2)
      let first = max(0, Int(low))
      let last = min(source - 1, Int((high - 1e-9).rounded(.down)))
      return (
        first,
        normalized(
          (first...max(first, last)).map { min(high, Double($0 + 1)) - max(low, Double($0)) })
      )
    }
  }

  private static func triangle(
    center: Double, radius: Double, _ source: Int
  ) -> (start: Int, weights: [Float]) {
    let first = min(source - 1, max(0, Int((center - radius).rounded(.down))))
    let last = min(source - 1, Int((center + radius).rounded(.down)))
    let raw = (first...max(first, last)).map {
      max(0, 1 - abs(Double($0) + 0.5 - center) / radius)
    }
    return (first, normalized(raw))
  }

  private static func normalized(_ raw: [Double]) -> [Float] {
    let sum = raw.reduce(0, +)
    return raw.map { Float($0 / sum) }
  }
}
