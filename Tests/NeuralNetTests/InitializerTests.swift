import NeuralNet
import TensorCore
import Testing

/// How weights start: their spread, their bounds, their orthogonality.
@Suite struct InitializerTests {
  let random = RandomSource(seed: 51)

  func variance(_ tensor: Tensor) -> Double {
    let values = tensor.values.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }

  static let variances: [(Initializer, Shape, Double)] = [
    (.glorotUniform, [200, 300], 2.0 / 500), (.glorotNormal, [200, 300], 2.0 / 500),
    (.heUniform, [200, 300], 2.0 / 300), (.heNormal, [200, 300], 2.0 / 300),
    (.fanInUniform, [200, 300], 1.0 / 900), (.normal(deviation: 0.02), [200, 300], 0.0004),
    (.heNormal, [64, 32, 3, 3], 2.0 / 288), (.glorotUniform, [64, 32, 3, 3], 2.0 / 864),
    (.orthogonal(), [200, 300], 1.0 / 300),
  ]

  @Test(arguments: InitializerTests.variances)
  func variance(_ initializer: Initializer, _ shape: Shape, _ expected: Double) {
    let found = variance(initializer(shape, using: random))
    #expect(abs(found / expected - 1) < 0.05)
  }

  @Test func uniformBounds() {
    let bound = 1 / Float(300).squareRoot()
    let values = Initializer.fanInUniform([200, 300], using: random).values
    #expect(values.allSatisfy { abs($0) <= bound })
    #expect(values.contains { $0 > 0.99 * bound } && values.contains { $0 < -0.99 * bound })
  }

  static let orthogonalShapes: [Shape] = [[5, 9], [9, 5], [6, 6], [8, 2, 3, 3], [40, 2, 3, 3]]

  @Test(arguments: InitializerTests.orthogonalShapes)
  func orthogonal(_ shape: Shape) {
    let rows = shape[0]
    let weights = Initializer.orthogonal(gain: 2)(shape, using: random)
      .reshaped([rows, shape.count / rows])
    let isWide = weights.shape[0] <= weights.shape[1]
    let products = weights.matmul(
      weights, transposingSelf: !isWide, transposingOther: isWide)
    let size = products.shape[0]
    for (index, value) in products.values.enumerated() {
      #expect(abs(value - (index % (size + 1) == 0 ? 4 : 0)) < 1e-5)
    }
  }

  @Test func constant() {
    #expect(Initializer.constant(0.5)([3], using: random).values == [0.5, 0.5, 0.5])
  }

  @Test func sameSeedSameLayer() {
    func layer() -> [Float] {
      let conv = Conv2d(
        inputChannels: 3, outputChannels: 8, kernelSize: 3, .random(RandomSource(seed: 9)))
      return conv.weight.value.values + (conv.bias?.value.values ?? [])
    }
    #expect(layer() == layer())
  }

  @Test func aPartialIdentityPassesItsChannelsOn() {
    let weight = Initializer.partialIdentity([5, 3, 3, 3], using: RandomSource(seed: 1))
    let x = Tensor.normal([1, 4, 4, 3], using: RandomSource(seed: 2))
    let y = x.convolved(weight: weight, bias: nil, geometry: ConvolutionGeometry(padding: 1))
    #expect(y.sliced(0..<3, alongDimension: 3).values == x.values)
    #expect(Set(y.sliced(3..<5, alongDimension: 3).values).count == 32)
  }
}
