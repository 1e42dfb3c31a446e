import TensorCore

/// A 2-D convolution, with ReLU in the same pass where asked for.
///
/// - Input: [N, H, W, I]. Output: [N, H', W', O].
public final class Conv2d: Module, UnaryLayer {
  /// [O, I / groups, kH, kW].
  public let weight: Parameter
  /// [O], or nil without a bias.
  public let bias: Parameter?
  /// Stride, padding, dilation and groups.
  public let geometry: ConvolutionGeometry
  /// Whether negative outputs become zero.
  public let fusesReLU: Bool
  /// Whether the images are mostly zeros, which are skipped then, and need no gradient.
  public let skipsZeros: Bool

  /// A layer with random weights, PyTorch's distribution unless said otherwise.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Extent2d, stride: Extent2d = 1,
    padding: Extent2d = 0, dilation: Extent2d = 1, groups: Int = 1, hasBias: Bool = true,
    fusesReLU: Bool = false, skipsZeros: Bool = false, initializer: Initializer = .fanInUniform,
    random: RandomSource
  ) {
    precondition(
      !skipsZeros || (stride == 1 && padding == 0 && dilation == 1 && groups == 1),
      "Conv2d: zeros are skipped with stride 1, without padding, dilation and groups alone")
    self.skipsZeros = skipsZeros
    precondition(
      inputChannels % groups == 0 && outputChannels % groups == 0,
      "Conv2d: \(groups) groups do not divide \(inputChannels) and \(outputChannels) channels")
    geometry = ConvolutionGeometry(
      stride: stride, padding: padding, dilation: dilation, groups: groups)
    self.fusesReLU = fusesReLU
    let fanInChannels = inputChannels / groups
    weight = Parameter(
      initializer(
        [outputChannels, fanInChannels, kernelSize.height, kernelSize.width], using: random))
    let bound = 1 / Float(fanInChannels * kernelSize.height * kernelSize.width).squareRoot()
    bias =
      hasBias ? Parameter(.uniform([outputChannels], in: -bound..<bound, using: random)) : nil
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if skipsZeros {
      return x.convolvedSkippingZeros(
        weight: weight.value, bias: bias?.value, fusingReLU: fusesReLU)
    }
    return x.convolved(
      weight: weight.value, bias: bias?.value, geometry: geometry, fusingReLU: fusesReLU)
  }
}

/// The transpose of a convolution: learned up-sampling.
///
/// - Input: [N, H, W, I]. Output: [N, H', W', O].
public final class ConvTranspose2d: Module, UnaryLayer {
  /// [I, O / groups, kH, kW].
  public let weight: Parameter
  /// [O], or nil without a bias.
  public let bias: Parameter?
  /// Stride, padding, dilation and groups of the convolution that this one transposes.
  public let geometry: ConvolutionGeometry
  /// Rows and columns added at the end, which a stride leaves undetermined.
  public let outputPadding: Extent2d

  /// A layer with random weights, PyTorch's distribution unless said otherwise.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Extent2d, stride: Extent2d = 1,
    padding: Extent2d = 0, outputPadding: Extent2d = 0, dilation: Extent2d = 1, groups: Int = 1,
    hasBias: Bool = true, initializer: Initializer = .fanInUniform, random: RandomSource
  ) {
    precondition(
      inputChannels % groups == 0 && outputChannels % groups == 0,
      "ConvTranspose2d: \(groups) groups do not divide \(inputChannels) and \(outputChannels)")
    geometry = ConvolutionGeometry(
      stride: stride, padding: padding, dilation: dilation, groups: groups)
    self.outputPadding = outputPadding
    let shape: Shape = [
      inputChannels, outputChannels / groups, kernelSize.height, kernelSize.width,
    ]
    weight = Parameter(initializer(shape, using: random))
    let bound = 1 / Float(shape.dimensions[1...].reduce(1, *)).squareRoot()
    bias =
      hasBias ? Parameter(.uniform([outputChannels], in: -bound..<bound, using: random)) : nil
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.transposeConvolved(
      weight: weight.value, bias: bias?.value, geometry: geometry, outputPadding: outputPadding)
  }
}
