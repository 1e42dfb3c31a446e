import TestSupport
import Testing

@testable import TensorCore

/// Shapes for which a convolution takes Winograd's way, against a matrix product for each place of the window.
@Suite struct WinogradTests {
  /// A convolution as a sum over the window's places.
  private func reference(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, padding: Int) -> Tensor {
    let (n, c, kernel) = (x.shape[0], x.shape[3], weight.shape[2])
    let row = Tensor.zeros([n, padding, x.shape[2], c])
    let tall = Tensor.concatenated([row, x, row], alongDimension: 1)
    let column = Tensor.zeros([n, x.shape[1] + 2 * padding, padding, c])
    let padded = Tensor.concatenated([column, tall, column], alongDimension: 2)
    let (h, w) = (padded.shape[1] - kernel + 1, padded.shape[2] - kernel + 1)
    var sum = Tensor.zeros([n * h * w, weight.shape[0]])
    for dy in 0..<kernel {
      for dx in 0..<kernel {
        let part = padded.sliced(dy..<(dy + h), alongDimension: 1)
          .sliced(dx..<(dx + w), alongDimension: 2)
        let matrix = weight.selected(dy, alongDimension: 2).selected(dx, alongDimension: 2)
        sum = sum + part.reshaped([n * h * w, c]).matmul(matrix, transposingOther: true)
      }
    }
    return (sum + bias).reshaped([n, h, w, weight.shape[0]])
  }

  private func largestError(_ a: Tensor?, _ b: Tensor?) throws -> Float {
    let (a, b) = (try #require(a).values, try #require(b).values)
    let size = b.map(abs).max() ?? 0
    return zip(a, b).map { abs($0 - $1) }.max().map { $0 / size } ?? 0
  }

  @Test(arguments: [
    // Sides that are no multiple of the tile.
    [6, 14, 32, 40, 3, 1], [22, 7, 32, 32, 3, 1], [12, 10, 48, 32, 3, 1], [5, 15, 32, 32, 5, 2],
    [4, 16, 32, 32, 3, 1], [2, 32, 64, 32, 3, 1], [16, 8, 48, 64, 3, 1],
    // 5x5; a padding that makes the output smaller and one that makes it larger; tiles of several blocks.
    [5, 16, 40, 32, 5, 2], [4, 20, 32, 48, 5, 0], [3, 20, 32, 32, 5, 4], [9, 64, 160, 96, 3, 1],
  ])
  func agreesWithMatrixProducts(_ sizes: [Int]) throws {
    let (batch, side, inputs, outputs) = (sizes[0], sizes[1], sizes[2], sizes[3])
    let (kernel, padding) = (sizes[4], sizes[5])
    let random = RandomSource(seed: 5)
    let x = Parameter(.normal([batch, side, side, inputs], using: random))
    let weight = Parameter(
      .normal([outputs, inputs, kernel, kernel], deviation: 0.1, using: random))
    let bias = Parameter(.normal([outputs], using: random))

    let y = x.value.convolved(
      weight: weight.value, bias: bias.value,
      geometry: ConvolutionGeometry(padding: Extent2d(padding)))
    let r = Tensor.normal(y.shape, using: random)
    (y * r).sum().backward()
    let found = [x.gradient, weight.gradient, bias.gradient]
    for parameter in [x, weight, bias] { parameter.zeroGradient() }
    let expected = reference(x.value, weight.value, bias.value, padding: padding)
    (expected * r).sum().backward()

    #expect(try largestError(y, expected) < 2e-5)
    for (mine, theirs) in zip(found, [x.gradient, weight.gradient, bias.gradient]) {
      #expect(try largestError(mine, theirs) < 5e-5)
    }
  }

  @Test func fusedReLUClipsTheSameOutput() throws {
    let random = RandomSource(seed: 6)
    let x = Tensor.normal([4, 16, 16, 32], using: random)
    let weight = Tensor.normal([32, 32, 3, 3], deviation: 0.1, using: random)
    let geometry = ConvolutionGeometry(padding: 1)
    let plain = x.convolved(weight: weight, bias: nil, geometry: geometry)
    let fused = x.convolved(weight: weight, bias: nil, geometry: geometry, fusingReLU: true)
    #expect(try largestError(fused, plain.relu()) < 1e-6)
  }
}
