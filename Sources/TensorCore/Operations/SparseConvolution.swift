import CKernels

extension Tensor {
  /// `convolved` with stride 1 and without padding, for images that are mostly zeros: only what is not zero is worked
  /// on. MinAtar's grids hold a few per cent of ones, for which this takes a quarter of the time or less.
  ///
  /// No gradient reaches the images.
  ///
  /// - Shapes: self [N, H, W, I], weight [O, I, kH, kW], bias [O] → [N, H - kH + 1, W - kW + 1, O].
  public func convolvedSkippingZeros(weight: Tensor, bias: Tensor?, fusingReLU: Bool = false)
    -> Tensor
  {
    precondition(
      shape.rank == 4 && weight.shape.rank == 4 && shape[3] == weight.shape[1]
        && shape[1] >= weight.shape[2] && shape[2] >= weight.shape[3]
        && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "convolvedSkippingZeros: input \(shape) does not fit weight \(weight.shape), bias "
        + "\(bias?.shape ?? [])")
    precondition(!requiresGradient, "convolvedSkippingZeros: the images get no gradient")
    let (kernel, outputs) = ((weight.shape[2], weight.shape[3]), weight.shape[0])
    var plan = zoo_sparse_shape(
      n: shape[0], h: shape[1], w: shape[2], c: shape[3], oc: outputs, kh: kernel.0, kw: kernel.1)
    let x = detached
    let y = Tensor(
      uninitialized: [shape[0], shape[1] - kernel.0 + 1, shape[2] - kernel.1 + 1, outputs])
    let taps = weight.detached.permuted([2, 3, 1, 0])  // [kH, kW, I, O]
    zoo_sparse_forward(
      &plan, x.pointer, taps.pointer, bias?.pointer, fusingReLU ? 1 : 0, y.pointer)
    return .recorded(y, from: [self, weight] + (bias.map { [$0] } ?? [])) { gradient in
      let dy = fusingReLU ? gradient.maskedByReLU(output: y) : gradient
      let dw = Tensor(uninitialized: taps.shape)
      var plan = plan
      zoo_sparse_backward_weights(&plan, x.pointer, dy.pointer, dw.pointer)
      let db = bias.map { _ in dy.reshaped([-1, outputs]).sum(alongDimensions: [0]) }
      return [nil, dw.permuted([3, 2, 0, 1])] + (db.map { [$0] } ?? [])
    }
  }
}
