import CKernels

extension Tensor {
  /// Applies an element-wise kernel; the gradient needs the input, the output or both.
  private func unary(_ op: zoo_unary_op, parameter: Float = 0) -> Tensor {
    let x = detached
    let y = Tensor(uninitialized: shape)
    zoo_unary_forward(op, count, x.pointer, y.pointer, parameter)
    return .recorded(y, from: [self]) { gradient in
      let dx = Tensor(uninitialized: x.shape)
      zoo_unary_backward(
        op, x.count, x.pointer, y.pointer, gradient.pointer, dx.pointer, parameter)
      return [dx]
    }
  }

  /// max(x, 0) of each element (Nair & Hinton 2010).
  public func relu() -> Tensor { unary(ZOO_RELU) }

  /// x where positive, else slope · x.
  public func leakyReLU(slope: Float = 0.01) -> Tensor {
    unary(ZOO_LEAKY_RELU, parameter: slope)
  }

  /// 1 / (1 + e^-x).
  public func sigmoid() -> Tensor { unary(ZOO_SIGMOID) }

  /// The hyperbolic tangent.
  public func tanh() -> Tensor { unary(ZOO_TANH) }

  /// x Φ(x) with the normal distribution function Φ, exact (arXiv:1606.08415).
  public func gelu() -> Tensor { unary(ZOO_GELU) }

  /// ln(1 + e^x).
  public func softplus() -> Tensor { unary(ZOO_SOFTPLUS) }

  /// e^x.
  public func exp() -> Tensor { unary(ZOO_EXP) }

  /// The natural logarithm.
  public func log() -> Tensor { unary(ZOO_LOG) }

  /// The square root.
  public func squareRoot() -> Tensor { unary(ZOO_SQRT) }

  /// x².
  public func squared() -> Tensor { unary(ZOO_SQUARE) }

  /// |x|.
  public func absolute() -> Tensor { unary(ZOO_ABS) }

  /// 1 / x.
  public func reciprocal() -> Tensor { unary(ZOO_RECIPROCAL) }

  /// -x.
  public static prefix func - (x: Tensor) -> Tensor { x.unary(ZOO_NEGATE) }

  /// scale · x + shift.
  func affine(scale: Float, shift: Float) -> Tensor {
    let y = Tensor(uninitialized: shape)
    zoo_affine(count, scale, shift, pointer, y.pointer)
    return .recorded(y, from: [self], readsInputs: false) { gradient in
      [gradient.affine(scale: scale, shift: 0)]
    }
  }

  /// Zeroes each element with this probability and scales the others by 1 / (1 - probability), so that the
  /// expectation stays (Srivastava et al. 2014).
  public func dropout(probability: Float, using random: RandomSource) -> Tensor {
    precondition(
      probability >= 0 && probability < 1, "dropout: \(probability) is not a probability below 1")
    guard probability > 0 else { return self }
    let keep = 1 - probability
    let seed = random.next()
    let y = Tensor(uninitialized: shape)
    zoo_dropout(count, keep, seed, pointer, y.pointer)
    return .recorded(y, from: [self], readsInputs: false) { gradient in
      let dx = Tensor(uninitialized: gradient.shape)
      zoo_dropout(dx.count, keep, seed, gradient.pointer, dx.pointer)
      return [dx]
    }
  }
}
