import CKernels

/// How the losses of the elements become one result.
public enum LossReduction: Sendable {
  /// The mean; for class weights, the weighted mean.
  case mean
  /// The sum.
  case sum
  /// One loss an element.
  case none
}

extension Tensor {
  /// Softmax cross-entropy of logits against class indices.
  ///
  /// - Parameters:
  ///   - classWeights: how much a target of each class counts, [C].
  ///   - ignoredIndex: targets with this value count nothing.
  ///   - labelSmoothing: the share of the target spread evenly over all classes (Szegedy et al. 2016).
  /// - Shapes: self [..., C], targets [...] with values in 0..<C → scalar, or [...] without reduction.
  public func crossEntropy(
    targets: IndexTensor, classWeights: Tensor? = nil, ignoredIndex: Int32 = -100,
    labelSmoothing: Float = 0, reduction: LossReduction = .mean
  ) -> Tensor {
    let classes = shape[-1]
    precondition(
      targets.shape.dimensions == Array(shape.dimensions.dropLast())
        && (classWeights.map { $0.shape == [classes] } ?? true),
      "crossEntropy: logits \(shape), targets \(targets.shape), class weights "
        + "\(classWeights?.shape ?? [])")
    precondition(
      targets.values.allSatisfy { $0 == ignoredIndex || ($0 >= 0 && Int($0) < classes) },
      "crossEntropy: a target is outside 0..<\(classes)")
    let (x, weights) = (detached, classWeights?.detached)
    let rows = targets.count
    func withPlan<R>(_ body: (UnsafePointer<zoo_cross_entropy_shape>) -> R) -> R {
      targets.values.withUnsafeBufferPointer { buffer in
        var plan = zoo_cross_entropy_shape(
          rows: rows, classes: classes, targets: buffer.baseAddress,
          class_weights: weights.map { UnsafePointer($0.pointer) }, ignored: ignoredIndex,
          smoothing: labelSmoothing)
        return body(&plan)
      }
    }
    let losses = Tensor(uninitialized: targets.shape)
    let logSumExp = Tensor(uninitialized: [rows])
    let total = withPlan {
      zoo_cross_entropy($0, x.pointer, losses.pointer, logSumExp.pointer)
    }
    return losses.reduced(by: reduction, divisor: Float(total), input: self) { scale, rowScale in
      let dx = Tensor(uninitialized: x.shape)
      withPlan {
        zoo_cross_entropy_backward(
          $0, x.pointer, logSumExp.pointer, scale, rowScale?.pointer, dx.pointer)
      }
      return dx
    }
  }

  /// (x - target)² of each element.
  public func meanSquaredError(_ targets: Tensor, reduction: LossReduction = .mean) -> Tensor {
    pointwiseLoss(ZOO_MSE, "meanSquaredError", targets, 0, reduction)
  }

  /// |x - target| of each element.
  public func l1Loss(_ targets: Tensor, reduction: LossReduction = .mean) -> Tensor {
    pointwiseLoss(ZOO_L1, "l1Loss", targets, 0, reduction)
  }

  /// Quadratic near zero, linear from `delta` on (Huber 1964).
  public func huberLoss(_ targets: Tensor, delta: Float = 1, reduction: LossReduction = .mean)
    -> Tensor
  {
    pointwiseLoss(ZOO_HUBER, "huberLoss", targets, delta, reduction)
  }

  /// Binary cross-entropy of logits against probabilities; positives count `positiveWeight` times.
  public func binaryCrossEntropy(
    targets: Tensor, positiveWeight: Float = 1, reduction: LossReduction = .mean
  ) -> Tensor {
    pointwiseLoss(ZOO_BCE_LOGITS, "binaryCrossEntropy", targets, positiveWeight, reduction)
  }

  private func pointwiseLoss(
    _ kind: zoo_pointwise_loss, _ name: String, _ targets: Tensor, _ delta: Float,
    _ reduction: LossReduction
  ) -> Tensor {
    precondition(shape == targets.shape, "\(name): input \(shape), targets \(targets.shape)")
    let (x, t) = (detached, targets.detached)
    let losses = Tensor(uninitialized: shape)
    zoo_pointwise_loss_forward(kind, count, delta, x.pointer, t.pointer, losses.pointer)
    return losses.reduced(by: reduction, divisor: Float(count), input: self) { scale, itemScale in
      let dx = Tensor(uninitialized: x.shape)
      zoo_pointwise_loss_backward(
        kind, x.count, delta, scale, itemScale?.pointer, x.pointer, t.pointer, dx.pointer)
      return dx
    }
  }

  /// Negative log-likelihood of points under a mixture of K bivariate Gaussians (Graves 2013,
  /// arXiv:1308.0850, equations 18 to 25).
  ///
  /// - Shapes: self [..., 6K] holds K each of mixture logits, mean x, mean y, log deviation x, log deviation
  ///   y and atanh correlation; points [..., 2] → scalar, or [...] without reduction.
  public func gaussianMixtureLoss(points: Tensor, reduction: LossReduction = .mean) -> Tensor {
    let width = shape[-1]
    let leading = Shape(Array(shape.dimensions.dropLast()))
    precondition(
      width > 0 && width % 6 == 0 && width / 6 <= 128
        && points.shape.dimensions == leading.dimensions + [2],
      "gaussianMixtureLoss: parameters \(shape) (6K, K at most 128) do not fit points \(points.shape)"
    )
    let (x, target, components) = (detached, points.detached, width / 6)
    let losses = Tensor(uninitialized: leading)
    let rows = leading.count
    zoo_mixture_loss(rows, components, x.pointer, width, target.pointer, 2, losses.pointer)
    return losses.reduced(by: reduction, divisor: Float(rows), input: self) { scale, rowScale in
      let dx = Tensor(uninitialized: x.shape)
      zoo_mixture_loss_backward(
        rows, components, x.pointer, width, target.pointer, 2, scale, rowScale?.pointer,
        dx.pointer, width)
      return dx
    }
  }

  /// Turns losses of elements into a recorded result. `backward` is given a common factor and, without
  /// reduction, one for each element.
  private func reduced(
    by reduction: LossReduction, divisor: Float, input: Tensor,
    backward: @escaping (Float, Tensor?) -> Tensor
  ) -> Tensor {
    guard reduction != .none else {
      return .recorded(self, from: [input]) { gradient in [backward(1, gradient)] }
    }
    let scale = reduction == .mean ? 1 / divisor : 1
    return .recorded(sum() * scale, from: [input]) { gradient in
      [backward(gradient.item * scale, nil)]
    }
  }
}
