import TestSupport
import Testing

@testable import TensorCore

/// Shapes for which a 3x3 convolution takes Winograd's way, against nine matrix products.
@Suite struct WinogradTests {
  /// A 3x3 convolution with padding 1 as a sum over the window's places.
  private func reference(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) -> Tensor {
    let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let row = Tensor.zeros([n, 1, w, c])
    let tall = Tensor.concatenated([row, x, row], alongDimension: 1)
    let column = Tensor.zeros([n, h + 2, 1, c])
    let padded = Tensor.concatenated([column, tall, column], alongDimension: 2)
    var sum = Tensor.zeros([n * h * w, weight.shape[0]])
    for dy in 0..<3 {
      for dx in 0..<3 {
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

  @Test(arguments: [(4, 16, 32, 32), (2, 32, 64, 32), (16, 8, 48, 64)])
  func agreesWithMatrixProducts(_ batch: Int, _ side: Int, _ inputs: Int, _ outputs: Int) throws {
    let random = RandomSource(seed: 5)
    let x = Parameter(.normal([batch, side, side, inputs], using: random))
    let weight = Parameter(.normal([outputs, inputs, 3, 3], deviation: 0.1, using: random))
    let bias = Parameter(.normal([outputs], using: random))
    let r = Tensor.normal([batch, side, side, outputs], using: random)

    let y = x.value.convolved(
      weight: weight.value, bias: bias.value, geometry: ConvolutionGeometry(padding: 1))
    (y * r).sum().backward()
    let found = [x.gradient, weight.gradient, bias.gradient]
    for parameter in [x, weight, bias] { parameter.zeroGradient() }
    let expected = reference(x.value, weight.value, bias.value)
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
