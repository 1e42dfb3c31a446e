import TensorCore

/// Batch normalisation of channels (Ioffe & Szegedy 2015), with ReLU in the same pass where asked for.
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
  private let fusesReLU: Bool

  /// A layer that starts as the identity.
  public init(
    channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5, fusesReLU: Bool = false
  ) {
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    runningMean = Buffer(.zeros([channels]))
    runningVar = Buffer(.ones([channels]))
    self.momentum = momentum
    self.epsilon = epsilon
    self.fusesReLU = fusesReLU
  }

  /// The layer's output; while training, the running statistics move towards the batch's.
  public func callAsFunction(_ x: Tensor) -> Tensor {
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
      epsilon: epsilon, fusingReLU: fusesReLU)
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
  public init(channels: Int, epsilon: Float = 1e-5) {
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    self.epsilon = epsilon
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNormalized(weight: weight.value, bias: bias.value, epsilon: epsilon)
  }
}
