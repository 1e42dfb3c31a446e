import Imaging

/// Paper, or whatever lies behind the writing: a quadratic surface, since light is rarely even.
struct Background {
  private typealias Terms = SIMD8<Float>  // 1, y, x, y², yx, x²; two are unused
  private var coefficients = Terms.zero
  private let size: ImageSize

  /// Fits most of the picture, or of the part of it that the mask says; what stands out of it (the writing) loses its say in a few rounds.
  init(_ plane: GrayPlane, within mask: [Bool]? = nil) {
    size = plane.size
    let step = max(1, max(size.height, size.width) / (mask == nil ? 64 : 100))
    var samples: [(terms: Terms, value: Float)] = []
    for row in stride(from: 0, to: size.height, by: step) {
      for column in stride(from: 0, to: size.width, by: step) {
        if let mask, !mask[row * size.width + column] { continue }
        samples.append((terms(row, column), plane[row, column]))
      }
    }
    guard !samples.isEmpty else { return }
    coefficients[0] = ranked(samples.map(\.value), at: samples.count / 2)
    guard samples.count >= 36 else { return }
    for _ in 0..<8 {
      let residuals = samples.map { abs($0.value - value($0.terms)) }
      let typical = ranked(residuals, at: residuals.count / 2)
      let reach = max(2.5 * typical, 0.02)
      let close = zip(samples, residuals).filter { $0.1 <= reach }.map(\.0)
      guard close.count >= 12, let solution = Background.leastSquares(close) else { return }
      coefficients = solution
    }
  }

  /// The surface at a pixel, 0...1.
  func callAsFunction(_ row: Int, _ column: Int) -> Float {
    min(max(value(terms(row, column)), 0), 1)
  }

  private func terms(_ row: Int, _ column: Int) -> Terms {
    let y = 2 * Float(row) / Float(max(size.height - 1, 1)) - 1
    let x = 2 * Float(column) / Float(max(size.width - 1, 1)) - 1
    return Terms(1, y, x, y * y, y * x, x * x, 0, 0)
  }

  private func value(_ terms: Terms) -> Float { (terms * coefficients).sum() }

  /// The normal equations by Gaussian elimination; nil where they have no single solution.
  private static func leastSquares(_ samples: [(terms: Terms, value: Float)]) -> Terms? {
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 6)
    var products = [SIMD8<Double>](repeating: .zero, count: 6)
    for sample in samples {
      // The value takes the place of an unused term.
      var row = SIMD8<Double>(sample.terms)
      row[6] = Double(sample.value)
      for i in 0..<6 { products[i] += row * row[i] }
    }
    for i in 0..<6 {
      for j in 0..<7 { matrix[i][j] = products[i][j] }
    }
    for i in 0..<6 { matrix[i][i] += 1e-4 * Double(samples.count) * (i == 0 ? 0 : 1) }
    for pivot in 0..<6 {
      guard let best = (pivot..<6).max(by: { abs(matrix[$0][pivot]) < abs(matrix[$1][pivot]) }),
        abs(matrix[best][pivot]) > 1e-9
      else { return nil }
      matrix.swapAt(pivot, best)
      for row in 0..<6 where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot..<7 { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    var solution = Terms.zero
    for i in 0..<6 { solution[i] = Float(matrix[i][6] / matrix[i][i]) }
    return solution
  }
}
