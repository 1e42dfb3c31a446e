import Testing

@testable import TensorCore

/// The primitives of convolutions are kept, but not for ever; the weights that were packed for one must not be
/// taken for those of another that comes to lie in its place.
@Suite struct ConvolutionCacheTests {
  @Test func newSizesWithoutEndGiveWhatFreshWeightsGive() {
    let random = RandomSource(seed: 3)
    let weight = Parameter(.normal([24, 16, 3, 3], using: random))
    for size in 0..<400 {
      let image: Shape = [1, 4 + size % 20, 4 + size / 20, 16]
      let geometry = ConvolutionGeometry(padding: 1, groups: 1)
      func results(_ weight: Parameter) -> [Float] {
        let x = Parameter(.ones(image))
        let y = x.value.convolved(weight: weight.value, bias: nil, geometry: geometry)
        y.sum().backward()
        return y.values + (x.gradient?.values ?? [])
      }
      #expect(results(weight) == results(Parameter(weight.value.copied())), "\(image)")
    }
    #expect(weight.value.storage.packed.count <= Storage.packedCapacity)
  }
}
