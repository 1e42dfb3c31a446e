import TensorCore
import TestSupport
import Testing

/// Operations on images against central differences.
@Suite struct GradientImageTests {
  let random = RandomSource(seed: 12)

  func normal(_ shape: Shape) -> Tensor { .normal(shape, using: random) }

  static let geometries: [ConvolutionGeometry] = [
    ConvolutionGeometry(),
    ConvolutionGeometry(stride: 2, padding: 1),
    ConvolutionGeometry(
      stride: Extent2d(height: 1, width: 2), padding: Extent2d(height: 2, width: 0), dilation: 2),
    ConvolutionGeometry(padding: 1, groups: 2),
    ConvolutionGeometry(stride: 2, padding: 1, groups: 4),
  ]

  @Test(arguments: GradientImageTests.geometries)
  func convolved(_ geometry: ConvolutionGeometry) throws {
    for batch in [1, 3] {
      let inputs = [
        normal([batch, 7, 6, 4]), normal([8, 4 / geometry.groups, 3, 3]) * 0.3, normal([8]),
      ]
      try GradientCheck("convolved", tolerance: 1e-3)(inputs) {
        $0[0].convolved(weight: $0[1], bias: $0[2], geometry: geometry)
      }
      try GradientCheck("convolved without bias", tolerance: 1e-3)(Array(inputs[..<2])) {
        $0[0].convolved(weight: $0[1], bias: nil, geometry: geometry)
      }
    }
  }

  @Test func convolvedWithReLU() throws {
    // Few numbers and large biases: no output comes near the kink.
    let inputs = [
      Tensor.uniform([2, 4, 3, 1], in: 0.2..<1, using: random),
      Tensor([0.5, 0.3, 0.2, 0.6, -0.5, -0.3, -0.2, -0.6], shape: [2, 1, 2, 2]),
      Tensor([0.1, 0.1]),
    ]
    try GradientCheck("fused ReLU", tolerance: 1e-3)(inputs) {
      $0[0].convolved(weight: $0[1], bias: $0[2], fusingReLU: true)
    }
  }

  @Test(arguments: GradientImageTests.geometries)
  func transposeConvolved(_ geometry: ConvolutionGeometry) throws {
    let inputs = [
      normal([2, 4, 3, 8]), normal([8, 4 / geometry.groups, 3, 3]) * 0.3, normal([4]),
    ]
    let extra = geometry.stride.height == 2 ? 1 : 0
    try GradientCheck("transposeConvolved", tolerance: 1e-3)(inputs) {
      $0[0].transposeConvolved(
        weight: $0[1], bias: $0[2], geometry: geometry, outputPadding: Extent2d(extra))
    }
  }

  static let windows: [(Extent2d, Extent2d, Extent2d)] = [
    (2, 2, 0), (3, 2, 1), (3, 1, 1),
    (
      Extent2d(height: 2, width: 3), Extent2d(height: 3, width: 1), Extent2d(height: 0, width: 1)
    ),
  ]

  @Test(arguments: GradientImageTests.windows)
  func pooled(_ window: Extent2d, _ stride: Extent2d, _ padding: Extent2d) throws {
    let x = [Tensor.spread([2, 5, 6, 3], using: random)]
    let check = GradientCheck("pooled", tolerance: 1e-3)
    try check(x) { $0[0].maxPooled(window: window, stride: stride, padding: padding) }
    try check(x) { $0[0].minPooled(window: window, stride: stride, padding: padding) }
    for counting in [true, false] {
      try check(x) {
        $0[0].averagePooled(
          window: window, stride: stride, padding: padding, countingPadding: counting)
      }
    }
  }

  @Test func globallyPooled() throws {
    let x = [Tensor.spread([2, 3, 4, 5], using: random)]
    try GradientCheck("globalAveragePooled", tolerance: 1e-3)(x) { $0[0].globalAveragePooled() }
    try GradientCheck("globalMaxPooled", tolerance: 1e-3)(x) { $0[0].globalMaxPooled() }
  }

  @Test func resized() throws {
    let x = [normal([2, 3, 4, 2])]
    for factor in [1, 2, 3] {
      try GradientCheck("upsampledNearest", tolerance: 1e-3)(x) {
        $0[0].upsampledNearest(factor: factor)
      }
    }
    for (height, width) in [(6, 8), (7, 5), (2, 3), (1, 1)] {
      try GradientCheck("resizedBilinear", tolerance: 1e-3)(x) {
        $0[0].resizedBilinear(height: height, width: width)
      }
    }
  }

  @Test func batchNormalized() throws {
    let inputs = [normal([2, 3, 4, 5]), normal([5]), normal([5])]
    try GradientCheck("batchNormalized by the batch")(inputs) {
      $0[0].batchNormalized(
        moments: $0[0].channelMoments(), isFixed: false, weight: $0[1], bias: $0[2])
    }
    let moments = ChannelMoments(
      mean: normal([5]), variance: .uniform([5], in: 0.5..<2, using: random))
    try GradientCheck("batchNormalized by running statistics", tolerance: 1e-3)(inputs) {
      $0[0].batchNormalized(moments: moments, isFixed: true, weight: $0[1], bias: $0[2])
    }
  }

  @Test func batchNormalizedWithReLU() throws {
    // Multiples of 0.1 plus 0.05, shifted by nothing: no output comes near the kink.
    let moments = ChannelMoments(mean: .zeros([3]), variance: .ones([3]))
    let inputs = [
      Tensor.spread([4, 3], using: random), Tensor([1, -0.5, 2]), Tensor([0, 0.01, -0.02]),
    ]
    try GradientCheck("batchNormalized with ReLU", step: 5e-3, tolerance: 1e-3)(inputs) {
      $0[0].batchNormalized(
        moments: moments, isFixed: true, weight: $0[1], bias: $0[2], fusingReLU: true)
    }
  }

  @Test func layerNormalized() throws {
    try GradientCheck("layerNormalized")([normal([2, 3, 7]), normal([7]), normal([7])]) {
      $0[0].layerNormalized(weight: $0[1], bias: $0[2])
    }
  }
}
