import Imaging

/// Paper, or whatever lies behind the writing: a quadratic surface, since light is rarely even.
struct Background {
  private var coefficients = [Float](repeating: 0, count: 6)
  private let size: ImageSize

  /// Fits most of the picture; what stands out of it (the writing) loses its say in a few rounds.
  init(_ plane: GrayPlane) {
    size = plane.size
    coefficients[0] = plane.percentile(0.5)
    let step = max(1, max(size.height, size.width) / 64)
    var samples: [(terms: [Float], value: Float)] = []
    for row in stride(from: 0, to: size.height, by: step) {
      for column in stride(from: 0, to: size.width, by: step) {
        samples.append((terms(row, column), plane[row, column]))
      }
    }
    guard samples.count >= 36 else { return }
    for _ in 0..<8 {
      let residuals = samples.map { abs($0.value - value($0.terms)) }
      let typical = residuals.sorted()[residuals.count / 2]
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

  private func terms(_ row: Int, _ column: Int) -> [Float] {
    let y = 2 * Float(row) / Float(max(size.height - 1, 1)) - 1
    let x = 2 * Float(column) / Float(max(size.width - 1, 1)) - 1
    return [1, y, x, y * y, y * x, x * x]
  }

  private func value(_ terms: [Float]) -> Float {
    zip(terms, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The normal equations by Gaussian elimination; nil where they have no single solution.
  private static func leastSquares(_ samples: [(terms: [Float], value: Float)]) -> [Float]? {
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 6)
    for sample in samples {
      for i in 0..<6 {
        for j in 0..<6 { matrix[i][j] += Double(sample.terms[i] * sample.terms[j]) }
        matrix[i][6] += Double(sample.terms[i] * sample.value)
      }
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
    return (0..<6).map { Float(matrix[$0][6] / matrix[$0][$0]) }
  }
}
