import TensorCore

/// Batch normalisation of channels (Ioffe & Szegedy 2015); a ReLU after it is done in the same pass.
///
/// - Input: [..., C]. Output: the same shape.
public final class BatchNorm: Module, UnaryLayer {
  /// The learned gains [C].
  public let weight: Parameter
  /// The learned offsets [C].
  public let bias: Parameter
  /// The mean over the batches seen [C].
  public let runningMean: Buffer
  /// The unbiased variance over the batches seen [C].
  public let runningVar: Buffer
  private let momentum: Float
  private let epsilon: Float

  /// A layer that starts as the identity, or with a file's weights and statistics.
  public init(
    channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5, _ source: ParameterSource
  ) {
    weight = source.parameter("weight", [channels], .constant(1))
    bias = source.parameter("bias", [channels], .constant(0))
    runningMean = source.buffer("running_mean", [channels], filledWith: 0)
    runningVar = source.buffer("running_var", [channels], filledWith: 1)
    self.momentum = momentum
    self.epsilon = epsilon
  }

  /// What it is.
  public override var summary: String { "batch norm" }

  /// The layer's output; while training, the running statistics move towards the batch's.
  public func forward(_ x: Tensor) -> Tensor { normalized(x, fusingReLU: false) }

  /// The layer's output after an activation function.
  public func forward(_ x: Tensor, then activation: Activation.Kind) -> Tensor {
    activation == .relu ? normalized(x, fusingReLU: true) : activation(forward(x))
  }

  private func normalized(_ x: Tensor, fusingReLU: Bool) -> Tensor {
    let moments: ChannelMoments
    if isTraining {
      moments = x.channelMoments()
      let rows = Float(x.count / x.shape[-1])
      let unbiased = moments.variance * (rows / max(rows - 1, 1))
      runningMean.tensor = runningMean.tensor * (1 - momentum) + moments.mean * momentum
      runningVar.tensor = runningVar.tensor * (1 - momentum) + unbiased * momentum
    } else {
      moments = ChannelMoments(mean: runningMean.tensor, variance: runningVar.tensor)
    }
    return x.batchNormalized(
      moments: moments, isFixed: !isTraining, weight: weight.value, bias: bias.value,
      epsilon: epsilon, fusingReLU: fusingReLU)
  }
}

/// Layer normalisation over the last dimension (Ba et al. 2016).
///
/// - Input: [..., C]. Output: the same shape.
public final class LayerNorm: Module, UnaryLayer {
  /// The learned gains [C].
  public let weight: Parameter
  /// The learned offsets [C].
  public let bias: Parameter
  private let epsilon: Float

  /// A layer that only normalises at first.
  public init(channels: Int, epsilon: Float = 1e-5, _ source: ParameterSource) {
    weight = source.parameter("weight", [channels], .constant(1))
    bias = source.parameter("bias", [channels], .constant(0))
    self.epsilon = epsilon
  }

  /// What it is.
  public override var summary: String { "layer normalisation" }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor {
    x.layerNormalized(weight: weight.value, bias: bias.value, epsilon: epsilon)
  }
}
