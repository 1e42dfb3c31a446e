import TestSupport
import Testing

@testable import TensorCore

/// Products of a few rows read weights as halves where these are exact, and give the same.
@Suite struct HalfWeightsTests {
  private let random = RandomSource(seed: 3)

  /// Numbers that are halves.
  private func halves(_ shape: Shape) -> Tensor {
    let values = Tensor.normal(shape, using: random).values
    return Tensor(values.map { Float(Int($0 * 256)) / 256 }, shape: shape)
  }

  private func expectEqual(_ found: Tensor, _ expected: Tensor, _ what: String) {
    #expect(found.shape == expected.shape)
    let largest = expected.values.reduce(0) { max($0, abs($1)) }
    for (one, other) in zip(found.values, expected.values) where abs(one - other) > 2e-5 * largest {
      Issue.record("\(what): \(one) instead of \(other)")
      return
    }
  }

  @Test(arguments: [(129, 150), (512, 512), (33, 4096)])
  func linearLayersGiveTheSame(outputs: Int, inputs: Int) {
    let weight = Parameter(halves([outputs, inputs]), name: "weight")
    let bias = Tensor.normal([outputs], using: random)
    for rows in 1...8 {
      let x = Tensor.normal([rows, inputs], using: random)
      #expect((HalfWeights.copy(of: weight.value, rows: rows) != nil) == (rows <= 6))
      // A tensor of no parameter is multiplied as floats.
      let plain = weight.value.copied()
      expectEqual(
        x.linear(weight: weight.value, bias: bias), x.linear(weight: plain, bias: bias),
        "\(rows) rows")
      expectEqual(
        x.linear(weight: weight.value, bias: nil), x.linear(weight: plain, bias: nil),
        "\(rows) rows without bias")
    }
  }

  @Test func trainedWeightsStayFloats() {
    var values = halves([256, 256]).values
    values[65535] = 0.1
    let weight = Parameter(Tensor(values, shape: [256, 256]), name: "weight")
    #expect(HalfWeights.copy(of: weight.value, rows: 1) == nil)
    // What an optimizer did is seen.
    weight.roundToHalves()
    #expect(weight.value.values[65535] == 0.099_975_585_937_5)
    #expect(HalfWeights.copy(of: weight.value, rows: 1) != nil)
    weight.update { $0[0] = 3 }
    let one = Tensor((0..<256).map { $0 == 0 ? 1 : 0 }, shape: [1, 256])
    #expect(one.linear(weight: weight.value, bias: nil).values[0] == 3)
    for strange in [Float.nan, .infinity, 70000, 1e-12] {
      weight.update { $0[7] = strange }
      #expect((HalfWeights.copy(of: weight.value, rows: 1) != nil) == (strange == .infinity))
    }
  }

  @Test(arguments: [1, 4, 5])
  func recurrentLayersGiveTheSame(batch: Int) {
    let (units, inputs, steps) = (96, 80, 5)
    let parameters = [
      Parameter(halves([4 * units, inputs]), name: "input"),
      Parameter(halves([4 * units, units]), name: "hidden"),
    ]
    let x = Tensor.normal([batch, steps, inputs], using: random)
    let bias = Tensor.normal([4 * units], using: random)
    func run(_ weights: [Tensor]) -> Tensor {
      x.recurrent(
        .lstm,
        weights: RecurrentWeights(
          input: weights[0], hidden: weights[1], inputBias: bias, hiddenBias: bias)
      ).outputs
    }
    expectEqual(
      run(parameters.map(\.value)), run(parameters.map { $0.value.copied() }), "\(batch) sequences")
  }
}
