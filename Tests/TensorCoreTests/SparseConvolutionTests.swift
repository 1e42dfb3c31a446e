import TensorCore
import TestSupport
import Testing

/// The convolution that skips zeros against the dense one.
@Suite struct SparseConvolutionTests {
  private let random = RandomSource(seed: 9)

  /// Mostly zeros, as MinAtar's grids are.
  private func grid(_ shape: Shape) -> Tensor {
    Tensor(shape: shape) { buffer in
      for index in buffer.indices {
        buffer[index] = random.uniform() < 0.1 ? random.uniform() * 2 - 1 : 0
      }
    }
  }

  @Test(arguments: [
    ([1, 10, 10, 4], [16, 4, 3, 3]), ([32, 10, 10, 7], [16, 7, 3, 3]),
    ([3, 5, 8, 2], [5, 2, 2, 4]),
    ([2, 3, 3, 1], [16, 1, 3, 3]), ([1, 1, 1, 3], [2, 3, 1, 1]),
  ])
  func itIsTheDenseConvolution(image: [Int], kernel: [Int]) throws {
    let x = grid(Shape(image))
    for fusesReLU in [false, true] {
      let start = (
        Tensor.normal(Shape(kernel), using: random), Tensor.normal([kernel[0]], using: random)
      )
      let pairs = (0..<2).map { _ in (Parameter(start.0), Parameter(start.1)) }
      let dense = x.convolved(
        weight: pairs[0].0.value, bias: pairs[0].1.value, fusingReLU: fusesReLU)
      let sparse = x.convolvedSkippingZeros(
        weight: pairs[1].0.value, bias: pairs[1].1.value, fusingReLU: fusesReLU)
      try Mismatch.check(sparse, dense, tolerance: 1e-5, what: "\(image) \(kernel)")
      let scale = Tensor.normal(dense.shape, using: random)
      (dense * scale).sum().backward()
      (sparse * scale).sum().backward()
      for (mine, other) in [(pairs[1].0, pairs[0].0), (pairs[1].1, pairs[0].1)] {
        try Mismatch.check(
          #require(mine.gradient), #require(other.gradient), tolerance: 1e-4,
          what: "gradient, \(image) \(kernel)")
      }
    }
  }

  @Test func theGradientIsThatOfDifferences() throws {
    let x = grid([2, 6, 5, 3])
    try GradientCheck("convolvedSkippingZeros")(
      [.normal([4, 3, 3, 2], using: random), .normal([4], using: random)]
    ) { x.convolvedSkippingZeros(weight: $0[0], bias: $0[1]) }
  }
}
