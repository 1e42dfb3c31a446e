import TensorCore
import TestSupport
import Testing

/// Operations on images against PyTorch.
///
/// `python Tests/golden/make_golden.py` regenerates the numbers; the cases stand in its images.py.
@Suite struct GoldenImageTests {
  static func geometry(_ golden: GoldenCase) throws -> ConvolutionGeometry {
    ConvolutionGeometry(
      stride: try golden.extent("stride"), padding: try golden.extent("padding"),
      dilation: try golden.extent("dilation"), groups: try golden.count("groups"))
  }

  @Test(arguments: try GoldenFile.cases("convolutions"))
  func convolutions(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 1e-5) { inputs in
      try inputs["x"].convolved(
        weight: try inputs["weight"], bias: inputs.optional("bias"),
        geometry: try Self.geometry(golden), fusingReLU: try golden.flag("relu"))
    }
  }

  @Test(arguments: try GoldenFile.cases("transposed_convolutions"))
  func transposedConvolutions(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 1e-5) { inputs in
      try inputs["x"].transposeConvolved(
        weight: try inputs["weight"], bias: inputs.optional("bias"),
        geometry: try Self.geometry(golden), outputPadding: try golden.extent("output_padding"))
    }
  }

  @Test(arguments: try GoldenFile.cases("pooling"))
  func pooling(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 2e-6) { inputs in
      let x = try inputs["x"]
      if golden.op == "global_average" { return x.globalAveragePooled() }
      if golden.op == "global_max" { return x.globalMaxPooled() }
      let (window, stride) = (try golden.extent("window"), try golden.extent("stride"))
      let padding = try golden.extent("padding")
      switch golden.op {
      case "max": return x.maxPooled(window: window, stride: stride, padding: padding)
      case "min": return x.minPooled(window: window, stride: stride, padding: padding)
      default:
        return x.averagePooled(
          window: window, stride: stride, padding: padding,
          countingPadding: golden.op == "average")
      }
    }
  }

  @Test(arguments: try GoldenFile.cases("resizing"))
  func resizing(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 5e-6) { inputs in
      let x = try inputs["x"]
      if golden.op == "nearest" { return x.upsampledNearest(factor: try golden.count("factor")) }
      let size = try golden.extent("size")
      return x.resizedBilinear(height: size.height, width: size.width)
    }
  }

  @Test(arguments: try GoldenFile.cases("normalization"))
  func normalization(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 2e-5) { inputs in
      let (x, weight, bias) = (try inputs["x"], try inputs["weight"], try inputs["bias"])
      if golden.op == "layer_norm" {
        return x.layerNormalized(weight: weight, bias: bias, epsilon: try golden.number("epsilon"))
      }
      var moments = x.channelMoments()
      if let mean = inputs.optional("mean") {
        moments = ChannelMoments(mean: mean, variance: try inputs["variance"])
      }
      return x.batchNormalized(
        moments: moments, isFixed: inputs.optional("mean") != nil, weight: weight, bias: bias,
        fusingReLU: try golden.flag("relu"))
    }
  }
}
