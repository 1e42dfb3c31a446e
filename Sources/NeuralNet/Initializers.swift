import TensorCore

/// How random weights are drawn.
public enum Initializer: Sendable {
  /// Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010).
  case glorotUniform
  /// Normal with variance 2 / (fan in + fan out).
  case glorotNormal
  /// Uniform in ±√(6 / fan in), for ReLU (He et al. 2015).
  case heUniform
  /// Normal with variance 2 / fan in.
  case heNormal
  /// Uniform in ±1 / √(fan in): what PyTorch's layers start with.
  case fanInUniform
  /// Uniform in ±1 / √n for a given n: PyTorch's biases, and all weights of its recurrent layers.
  case uniform(fanIn: Int)
  /// Orthonormal rows or columns, scaled (Saxe et al. 2014).
  case orthogonal(gain: Float = 1)
  /// Normal with mean 0.
  case normal(deviation: Float)
  /// One value.
  case constant(Float)
  /// Equal parts of the elements, one after another, each with one value.
  case parts([Float])
  /// Each filter passes its own channel on, as far as there are input channels; the other filters as `fanInUniform`.
  case partialIdentity

  /// A tensor of this kind. Weights are [O, I] or [O, I, kH, kW]: fan in is I · kH · kW, fan out O · kH · kW.
  public func callAsFunction(_ shape: Shape, using random: RandomSource) -> Tensor {
    let window = shape.rank > 2 ? shape.dimensions[2...].reduce(1, *) : 1
    let fanOut = Float((shape.rank > 0 ? shape[0] : 1) * window)
    let fanIn = Float((shape.rank > 1 ? shape[1] : 1) * window)
    func uniform(_ bound: Float) -> Tensor {
      .uniform(shape, in: -bound..<bound.nextUp, using: random)
    }
    switch self {
    case .glorotUniform: return uniform((6 / (fanIn + fanOut)).squareRoot())
    case .glorotNormal:
      return .normal(shape, deviation: (2 / (fanIn + fanOut)).squareRoot(), using: random)
    case .heUniform: return uniform((6 / fanIn).squareRoot())
    case .heNormal: return .normal(shape, deviation: (2 / fanIn).squareRoot(), using: random)
    case .fanInUniform: return uniform(1 / fanIn.squareRoot())
    case .uniform(let fanIn):
      let bound = 1 / Float(max(fanIn, 1)).squareRoot()
      return .uniform(shape, in: -bound..<bound, using: random)
    case .orthogonal(let gain): return orthogonal(shape, gain: gain, using: random)
    case .normal(let deviation): return .normal(shape, deviation: deviation, using: random)
    case .constant(let value): return .filled(shape, with: value)
    case .parts(let values):
      precondition(
        !values.isEmpty && shape.count % values.count == 0,
        "Initializer.parts: \(values.count) equal parts of \(shape)")
      let length = shape.count / values.count
      return Tensor((0..<shape.count).map { values[$0 / length] }, shape: shape)
    case .partialIdentity: return partialIdentity(shape, using: random)
    }
  }

  /// Gram-Schmidt on normal vectors, twice over for accuracy; rows, or columns where there are fewer.
  private func orthogonal(_ shape: Shape, gain: Float, using random: RandomSource) -> Tensor {
    let rows = shape.rank > 0 ? shape[0] : 1
    let columns = rows == 0 ? 0 : shape.count / rows
    let (count, length) = (min(rows, columns), max(rows, columns))
    var basis: [[Float]] = []
    for _ in 0..<count {
      var vector = (0..<length).map { _ in random.normal() }
      for _ in 0..<2 {
        for other in basis {
          let overlap = zip(vector, other).reduce(Float(0)) { $0 + $1.0 * $1.1 }
          for index in vector.indices { vector[index] -= overlap * other[index] }
        }
        let size = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        for index in vector.indices { vector[index] /= size }
      }
      basis.append(vector)
    }
    return Tensor(shape: shape) { buffer in
      for row in 0..<rows {
        for column in 0..<columns {
          let value = rows <= columns ? basis[row][column] : basis[column][row]
          buffer[row * columns + column] = gain * value
        }
      }
    }
  }

  private func partialIdentity(_ shape: Shape, using random: RandomSource) -> Tensor {
    precondition(shape.rank == 4, "partialIdentity: \(shape) is no convolution's weight")
    var values = Initializer.fanInUniform(shape, using: random).values
    let window = shape[2] * shape[3]
    let fanIn = shape[1] * window
    for filter in 0..<min(shape[0], shape[1]) {
      for index in 0..<fanIn { values[filter * fanIn + index] = 0 }
      values[filter * fanIn + filter * window + shape[2] / 2 * shape[3] + shape[3] / 2] = 1
    }
    return Tensor(values, shape: shape)
  }
}
