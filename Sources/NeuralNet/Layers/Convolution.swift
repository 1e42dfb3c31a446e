import TensorCore

/// A 2-D convolution; a ReLU after it is done in the same pass.
///
/// - Input: [N, H, W, I]. Output: [N, H', W', O].
public final class Conv2d: Module, UnaryLayer {
  /// [O, I / groups, kH, kW].
  public let weight: Parameter
  /// [O], or nil without a bias.
  public let bias: Parameter?
  /// Stride, padding, dilation and groups.
  public let geometry: ConvolutionGeometry
  /// Whether the images are mostly zeros, which are skipped then, and need no gradient.
  public let skipsZeros: Bool

  /// A layer with weights from a source; random ones have PyTorch's distribution unless said otherwise.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Extent2d, stride: Extent2d = 1,
    padding: Extent2d = 0, dilation: Extent2d = 1, groups: Int = 1, hasBias: Bool = true,
    skipsZeros: Bool = false, initializer: Initializer = .fanInUniform, _ source: ParameterSource
  ) {
    precondition(
      !skipsZeros || (stride == 1 && padding == 0 && dilation == 1 && groups == 1),
      "Conv2d: zeros are skipped with stride 1, without padding, dilation and groups alone")
    precondition(
      inputChannels % groups == 0 && outputChannels % groups == 0,
      "Conv2d: \(groups) groups do not divide \(inputChannels) and \(outputChannels) channels")
    self.skipsZeros = skipsZeros
    geometry = ConvolutionGeometry(
      stride: stride, padding: padding, dilation: dilation, groups: groups)
    let fanInChannels = inputChannels / groups
    weight = source.parameter(
      "weight", [outputChannels, fanInChannels, kernelSize.height, kernelSize.width], initializer)
    let fanIn = fanInChannels * kernelSize.height * kernelSize.width
    bias = hasBias ? source.parameter("bias", [outputChannels], .uniform(fanIn: fanIn)) : nil
  }

  /// Filters, stride and padding.
  public override var summary: String {
    let size = "\(weight.shape[0]) filters \(weight.shape[2])x\(weight.shape[3])"
    return size + (geometry.stride == 1 ? "" : ", stride \(geometry.stride.height)")
      + (geometry.padding == 0 ? "" : ", padding \(geometry.padding.height)")
  }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor { convolved(x, fusingReLU: false) }

  /// The layer's output after an activation function.
  public func forward(_ x: Tensor, then activation: Activation.Kind) -> Tensor {
    activation == .relu ? convolved(x, fusingReLU: true) : activation(forward(x))
  }

  private func convolved(_ x: Tensor, fusingReLU: Bool) -> Tensor {
    skipsZeros
      ? x.convolvedSkippingZeros(
        weight: weight.value, bias: bias?.value, fusingReLU: fusingReLU)
      : x.convolved(
        weight: weight.value, bias: bias?.value, geometry: geometry, fusingReLU: fusingReLU)
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

  /// A layer with weights from a source; random ones have PyTorch's distribution unless said otherwise.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Extent2d, stride: Extent2d = 1,
    padding: Extent2d = 0, outputPadding: Extent2d = 0, dilation: Extent2d = 1, groups: Int = 1,
    hasBias: Bool = true, initializer: Initializer = .fanInUniform, _ source: ParameterSource
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
    weight = source.parameter("weight", shape, initializer)
    let fanIn = shape.dimensions[1...].reduce(1, *)
    bias = hasBias ? source.parameter("bias", [outputChannels], .uniform(fanIn: fanIn)) : nil
  }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor {
    x.transposeConvolved(
      weight: weight.value, bias: bias?.value, geometry: geometry, outputPadding: outputPadding)
  }
}
