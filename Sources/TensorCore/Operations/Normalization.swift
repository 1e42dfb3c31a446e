import CKernels

/// The mean and biased variance of each channel of one batch, both [C].
public struct ChannelMoments {
  /// The means.
  public let mean: Tensor
  /// The variances, divided by the number of rows.
  public let variance: Tensor

  /// Known moments, both [C].
  public init(mean: Tensor, variance: Tensor) {
    self.mean = mean
    self.variance = variance
  }
}

extension Tensor {
  /// The moments of each channel over all other dimensions, without a graph.
  public func channelMoments() -> ChannelMoments {
    let channels = shape[-1]
    let mean = Tensor(uninitialized: [channels])
    let variance = Tensor(uninitialized: [channels])
    zoo_channel_moments(count / channels, channels, pointer, mean.pointer, variance.pointer)
    return ChannelMoments(mean: mean, variance: variance)
  }

  /// Batch normalisation of the channels (Ioffe & Szegedy 2015), with ReLU in the same pass where asked for.
  ///
  /// - Parameter fixed: whether `moments` are running statistics (evaluation) rather than this batch's.
  /// - Shapes: self [..., C], moments, weight and bias [C] → [..., C].
  public func batchNormalized(
    moments: ChannelMoments, isFixed fixed: Bool, weight: Tensor, bias: Tensor,
    epsilon: Float = 1e-5, fusingReLU: Bool = false
  ) -> Tensor {
    let channels = shape[-1]
    precondition(
      weight.shape == [channels] && bias.shape == [channels] && moments.mean.shape == [channels],
      "batchNormalized: \(shape) does not fit weight \(weight.shape) and bias \(bias.shape)")
    let rowCount = count / channels
    let (x, w) = (detached, weight.detached)
    let mean = moments.mean.detached
    let inverse = Tensor(shape: [channels]) { buffer in
      for c in 0..<channels {
        buffer[c] = 1 / (moments.variance.pointer[c] + epsilon).squareRoot()
      }
    }
    let scale = Tensor(uninitialized: [channels])
    let shift = Tensor(uninitialized: [channels])
    for c in 0..<channels {
      scale.pointer[c] = w.pointer[c] * inverse.pointer[c]
      shift.pointer[c] = bias.pointer[c] - mean.pointer[c] * scale.pointer[c]
    }
    let y = Tensor(uninitialized: shape)
    zoo_channel_affine(
      rowCount, channels, fusingReLU ? 1 : 0, x.pointer, scale.pointer, shift.pointer, y.pointer)
    let needsInput = requiresGradient
    return .recorded(y, from: [self, weight, bias]) { gradient in
      let dw = Tensor(uninitialized: [channels])
      let db = Tensor(uninitialized: [channels])
      let dx = needsInput ? Tensor(uninitialized: x.shape) : nil
      zoo_batch_norm_backward(
        rowCount, channels, fixed ? 1 : 0, x.pointer, fusingReLU ? y.pointer : nil,
        gradient.pointer, mean.pointer, inverse.pointer, w.pointer, db.pointer, dw.pointer,
        dx?.pointer)
      return [dx, dw, db]
    }
  }

  /// Layer normalisation over the last dimension (Ba et al. 2016, arXiv:1607.06450).
  ///
  /// - Shapes: self [..., C], weight and bias [C] → [..., C].
  public func layerNormalized(weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    let channels = shape[-1]
    precondition(
      weight.shape == [channels] && bias.shape == [channels],
      "layerNormalized: \(shape) does not fit weight \(weight.shape) and bias \(bias.shape)")
    let rowCount = channels == 0 ? 0 : count / channels
    let (x, w) = (detached, weight.detached)
    let mean = Tensor(uninitialized: [rowCount])
    let inverse = Tensor(uninitialized: [rowCount])
    let y = Tensor(uninitialized: shape)
    zoo_layer_norm(
      rowCount, channels, epsilon, x.pointer, w.pointer, bias.pointer, y.pointer, mean.pointer,
      inverse.pointer)
    return .recorded(y, from: [self, weight, bias]) { gradient in
      let dx = Tensor(uninitialized: x.shape)
      let products = Tensor(uninitialized: [rowCount, channels])
      zoo_layer_norm_backward(
        rowCount, channels, x.pointer, gradient.pointer, mean.pointer, inverse.pointer, w.pointer,
        dx.pointer, products.pointer)
      let rows = gradient.reshaped([rowCount, channels])
      return [dx, products.sum(alongDimensions: [0]), rows.sum(alongDimensions: [0])]
    }
  }
}
