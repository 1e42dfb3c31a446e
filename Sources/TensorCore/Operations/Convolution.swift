import CKernels

extension Tensor {
  /// What the three passes of one convolution have in common.
  private struct Passes {
    var key: ConvolutionPrimitive.Key

    init(
      image: Shape, output: Shape, kernel: Extent2d, geometry: ConvolutionGeometry, hasBias: Bool,
      fusesReLU: Bool = false
    ) {
      key = ConvolutionPrimitive.Key(
        pass: .forward, image: image.dimensions, output: output.dimensions, kernel: kernel,
        geometry: geometry, hasBias: hasBias, fusesReLU: fusesReLU, threads: Runtime.threadCount)
    }

    func primitive(_ pass: ConvolutionPrimitive.Pass) -> ConvolutionPrimitive {
      var key = key
      key.pass = pass
      if pass == .backwardData { key.hasBias = false }
      if pass == .backwardData || pass == .backwardWeights { key.fusesReLU = false }
      return .of(key)
    }
  }

  /// Cross-correlates images with a kernel, adds a bias and, where asked for, applies ReLU in the same pass.
  ///
  /// - Shapes: self [N, H, W, I], weight [O, I / groups, kH, kW], bias [O] → [N, H', W', O] with
  ///   H' = (H + 2 padding - dilation (kH - 1) - 1) / stride + 1.
  public func convolved(
    weight: Tensor, bias: Tensor?, geometry: ConvolutionGeometry = ConvolutionGeometry(),
    fusingReLU: Bool = false
  ) -> Tensor {
    precondition(
      shape.rank == 4 && weight.shape.rank == 4
        && shape[3] == weight.shape[1] * geometry.groups
        && weight.shape[0] % geometry.groups == 0
        && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "convolved: input \(shape) does not fit weight \(weight.shape) in \(geometry.groups) groups, "
        + "bias \(bias?.shape ?? [])")
    let kernel = Extent2d(height: weight.shape[2], width: weight.shape[3])
    if kernel == 1 && geometry.padding == 0 && geometry.stride != 1 {
      // Only the pixels of the stride count. oneDNN 2.6 gives wrong weight gradients here where channels are few.
      return averagePooled(window: 1, stride: geometry.stride).convolved(
        weight: weight, bias: bias, geometry: ConvolutionGeometry(groups: geometry.groups),
        fusingReLU: fusingReLU)
    }
    let size = geometry.outputSize(of: Extent2d(height: shape[1], width: shape[2]), kernel: kernel)
    precondition(
      size.height > 0 && size.width > 0,
      "convolved: input \(shape) is smaller than the kernel \(weight.shape)")
    let (x, w) = (detached, weight.detached)
    let y = Tensor(uninitialized: [shape[0], size.height, size.width, weight.shape[0]])
    guard y.count > 0 else { return y }
    let passes = Passes(
      image: shape, output: y.shape, kernel: kernel, geometry: geometry, hasBias: bias != nil,
      fusesReLU: fusingReLU)
    let inputs = [self, weight] + (bias.map { [$0] } ?? [])
    let isTraining = Tensor.needsRecording(inputs)
    passes.primitive(isTraining ? .forward : .inference).forward(
      x, weights: w, bias: bias, into: y)
    let needsInput = requiresGradient
    return .recorded(y, from: inputs) { gradient in
      let dy = fusingReLU ? gradient.maskedByReLU(output: y) : gradient
      var dx: Tensor?
      if needsInput {
        let result = Tensor(uninitialized: x.shape)
        passes.primitive(.backwardData).backwardData(dy, weights: w, into: result)
        dx = result
      }
      let dw = Tensor(uninitialized: w.shape)
      let db = passes.key.hasBias ? Tensor(uninitialized: [w.shape[0]]) : nil
      passes.primitive(.backwardWeights).backwardWeights(x, dy, into: dw, bias: db)
      return [dx, dw] + (db.map { [$0] } ?? [])
    }
  }

  /// The gradient in front of a ReLU with this output.
  func maskedByReLU(output: Tensor) -> Tensor {
    let masked = Tensor(uninitialized: shape)
    zoo_unary_backward(
      ZOO_RELU, count, output.pointer, output.pointer, pointer, masked.pointer, 0)
    return masked
  }

  /// The transpose of a convolution: learned up-sampling (Zeiler et al. 2010).
  ///
  /// - Shapes: self [N, H, W, I], weight [I, O / groups, kH, kW], bias [O] → [N, H', W', O] with
  ///   H' = (H - 1) stride - 2 padding + dilation (kH - 1) + outputPadding + 1.
  public func transposeConvolved(
    weight: Tensor, bias: Tensor?, geometry: ConvolutionGeometry = ConvolutionGeometry(),
    outputPadding: Extent2d = 0
  ) -> Tensor {
    let outputChannels = weight.shape.rank == 4 ? weight.shape[1] * geometry.groups : 0
    precondition(
      shape.rank == 4 && weight.shape.rank == 4 && shape[3] == weight.shape[0]
        && shape[3] % geometry.groups == 0
        && (bias.map { $0.shape == [outputChannels] } ?? true),
      "transposeConvolved: input \(shape) does not fit weight \(weight.shape) in "
        + "\(geometry.groups) groups, bias \(bias?.shape ?? [])")
    precondition(
      outputPadding.height < max(geometry.stride.height, geometry.dilation.height)
        && outputPadding.width < max(geometry.stride.width, geometry.dilation.width),
      "transposeConvolved: output padding must be below the stride or the dilation")
    let kernel = Extent2d(height: weight.shape[2], width: weight.shape[3])
    let height =
      (shape[1] - 1) * geometry.stride.height - 2 * geometry.padding.height
      + geometry.dilation.height * (kernel.height - 1) + outputPadding.height + 1
    let width =
      (shape[2] - 1) * geometry.stride.width - 2 * geometry.padding.width
      + geometry.dilation.width * (kernel.width - 1) + outputPadding.width + 1
    precondition(
      height > 0 && width > 0, "transposeConvolved: padding leaves nothing of \(shape)")
    let (x, w) = (detached, weight.detached)
    let y = Tensor(uninitialized: [shape[0], height, width, outputChannels])
    // The forward pass is the data gradient of the convolution that leads from y back to x.
    let passes = Passes(
      image: y.shape, output: shape, kernel: kernel, geometry: geometry, hasBias: false)
    passes.primitive(.backwardData).backwardData(x, weights: w, into: y)
    let needsInput = requiresGradient
    let product = Tensor.recorded(y, from: [self, weight]) { dy in
      var dx: Tensor?
      if needsInput {
        let result = Tensor(uninitialized: x.shape)
        passes.primitive(.inference).forward(dy, weights: w, bias: nil, into: result)
        dx = result
      }
      let dw = Tensor(uninitialized: w.shape)
      passes.primitive(.backwardWeights).backwardWeights(dy, x, into: dw, bias: nil)
      return [dx, dw]
    }
    return bias.map { product + $0 } ?? product
  }
}
