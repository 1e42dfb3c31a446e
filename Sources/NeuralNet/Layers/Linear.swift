import TensorCore

/// A fully connected layer: x Wᵀ + b.
///
/// - Input: [..., I]. Output: [..., O].
public final class Linear: Module, UnaryLayer {
  /// [O, I].
  public let weight: Parameter
  /// [O], or nil without a bias.
  public let bias: Parameter?

  /// A layer with weights from a source; random ones have PyTorch's distribution unless said otherwise.
  public init(
    inputs: Int, outputs: Int, hasBias: Bool = true, initializer: Initializer = .fanInUniform,
    biasInitializer: Initializer? = nil, _ source: ParameterSource
  ) {
    weight = source.parameter("weight", [outputs, inputs], initializer)
    bias =
      hasBias
      ? source.parameter("bias", [outputs], biasInitializer ?? .uniform(fanIn: inputs)) : nil
  }

  /// Inputs and outputs.
  public override var summary: String { "\(weight.shape[1]) to \(weight.shape[0])" }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor {
    x.linear(weight: weight.value, bias: bias?.value)
  }
}

/// A table of vectors, one for each token.
///
/// - Input: indices [...]. Output: [..., D].
public final class Embedding: Module {
  /// [V, D].
  public let weight: Parameter

  /// A table with vectors from a source; random ones are standard normal, as in PyTorch.
  public init(
    count: Int, dimensions: Int, initializer: Initializer = .normal(deviation: 1),
    _ source: ParameterSource
  ) {
    weight = source.parameter("weight", [count, dimensions], initializer)
  }

  /// Tokens and dimensions.
  public override var summary: String { "\(weight.shape[0]) tokens to \(weight.shape[1])" }

  /// The vectors of the tokens.
  public func callAsFunction(_ indices: IndexTensor) -> Tensor { weight.value.gatherRows(indices) }
}
