import TensorCore

/// A fully connected layer: x Wᵀ + b.
///
/// - Input: [..., I]. Output: [..., O].
public final class Linear: Module, UnaryLayer {
  /// [O, I].
  public let weight: Parameter
  /// [O], or nil without a bias.
  public let bias: Parameter?

  /// A layer with random weights, PyTorch's distribution unless said otherwise.
  public init(
    inputs: Int, outputs: Int, hasBias: Bool = true, initializer: Initializer = .fanInUniform,
    random: RandomSource
  ) {
    weight = Parameter(initializer([outputs, inputs], using: random))
    let bound = 1 / Float(max(inputs, 1)).squareRoot()
    bias = hasBias ? Parameter(.uniform([outputs], in: -bound..<bound, using: random)) : nil
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.linear(weight: weight.value, bias: bias?.value)
  }
}

/// A table of vectors, one for each token.
///
/// - Input: indices [...]. Output: [..., D].
public final class Embedding: Module {
  /// [V, D].
  public let weight: Parameter

  /// A table of standard normal vectors, as in PyTorch.
  public init(
    count: Int, dimensions: Int, initializer: Initializer = .normal(deviation: 1),
    random: RandomSource
  ) {
    weight = Parameter(initializer([count, dimensions], using: random))
  }

  /// The vectors of the tokens.
  public func callAsFunction(_ indices: IndexTensor) -> Tensor { weight.value.gatherRows(indices) }
}
