import Platform

/// Bins of chroma, 10x10 in Lab's a and b: the colours that a network tells apart.
public struct ColorBins: Sendable {
  /// The width of a bin.
  public static let step: Float = 10
  /// How many of the nearest bins share a colour.
  public static let neighborCount = 5
  private static let reach = 12

  /// The bins' centres, (a, b).
  public let centers: [SIMD2<Float>]
  /// The bin at each place of a grid of 10x10, or -1.
  private let grid: [Int32]

  /// The bins with these centres.
  public init(centers: [SIMD2<Float>]) {
    self.centers = centers
    let side = 2 * Self.reach + 1
    var grid = [Int32](repeating: -1, count: side * side)
    for (index, center) in centers.enumerated() {
      if let cell = Self.cell(center), cell.center == center { grid[cell.index] = Int32(index) }
    }
    self.grid = grid
  }

  /// The bins that colours of sRGB fall into, 261 of them (Zhang, Isola & Efros 2016 count 313 with wider margins).
  public static func sRGB() -> ColorBins {
    var found = Set<SIMD2<Float>>()
    for red in stride(from: 0, to: 256, by: 3) {
      for green in stride(from: 0, to: 256, by: 3) {
        for blue in stride(from: 0, to: 256, by: 3) {
          let lab = Lab(Color(red: UInt8(red), green: UInt8(green), blue: UInt8(blue)))
          found.insert((SIMD2(lab.a, lab.b) / step).rounded(.toNearestOrEven) * step)
        }
      }
    }
    return ColorBins(centers: found.sorted { ($0.x, $0.y) < ($1.x, $1.y) })
  }

  /// The nearest bin.
  public func nearest(_ color: SIMD2<Float>) -> Int {
    // A colour within a bin's own square has no nearer one.
    if let cell = Self.cell(color), grid[cell.index] >= 0 { return Int(grid[cell.index]) }
    return centers.indices.min { squared(centers[$0] - color) < squared(centers[$1] - color) } ?? 0
  }

  /// The five nearest bins with their shares: a Gaussian of σ = 5 of the distance.
  public func softEncoded(_ color: SIMD2<Float>) -> [(bin: Int, share: Float)] {
    var candidates = around(color)
    candidates.sort { $0.distance < $1.distance }
    // What lies outside the neighbourhood is at least 25 away along one axis.
    if candidates.count < Self.neighborCount
      || candidates[Self.neighborCount - 1].distance > 24.9 * 24.9
    {
      candidates = centers.enumerated().map { ($0.offset, squared($0.element - color)) }
      candidates.sort { $0.distance < $1.distance }
    }
    let chosen = candidates.prefix(Self.neighborCount)
    let nearest = chosen.first?.distance ?? 0
    let weights = chosen.map { expf(-($0.distance - nearest) / 50) }
    let sum = weights.reduce(0, +)
    return zip(chosen, weights).map { ($0.bin, $1 / sum) }
  }

  /// The bins within two steps.
  private func around(_ color: SIMD2<Float>) -> [(bin: Int, distance: Float)] {
    var found: [(bin: Int, distance: Float)] = []
    for row in -2...2 {
      for column in -2...2 {
        let place = color + SIMD2(Float(row), Float(column)) * Self.step
        guard let cell = Self.cell(place), grid[cell.index] >= 0 else { continue }
        let bin = Int(grid[cell.index])
        found.append((bin, squared(centers[bin] - color)))
      }
    }
    return found
  }

  private static func cell(_ color: SIMD2<Float>) -> (index: Int, center: SIMD2<Float>)? {
    let place = (color / step).rounded(.toNearestOrEven)
    let limit = Float(reach)
    guard abs(place.x) <= limit, abs(place.y) <= limit else { return nil }
    return ((Int(place.x) + reach) * (2 * reach + 1) + Int(place.y) + reach, place * step)
  }
}

private func squared(_ vector: SIMD2<Float>) -> Float { (vector * vector).sum() }
