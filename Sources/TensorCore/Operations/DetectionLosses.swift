extension Tensor {
  /// Binary cross-entropy of logits in which what is already right counts little.
  ///
  /// |t - p|^γ · BCE(p, t): for targets 0 and 1 the focal loss (Lin et al. 2017, arXiv:1708.02002), for those between, such as
  /// the overlap of a box, the quality focal loss (Li et al. 2020, arXiv:2006.04388).
  ///
  /// - Parameters:
  ///   - targets: 0...1, of the logits' shape.
  ///   - gamma: γ, at least 1.
  ///   - alpha: what targets of 1 count, and those of 0 one minus it; nil for both alike.
  public func focalLoss(
    targets: Tensor, gamma: Float = 2, alpha: Float? = nil, reduction: LossReduction = .mean
  ) -> Tensor {
    let t = targets.detached
    let distance = (t - sigmoid()).absolute()
    // The small number keeps the logarithm's gradient finite.
    let factor = gamma == 2 ? distance.squared() : ((distance + 1e-12).log() * gamma).exp()
    var losses = binaryCrossEntropy(targets: t, reduction: .none) * factor
    if let alpha { losses = losses * (t * (2 * alpha - 1) + (1 - alpha)) }
    return losses.reduced(by: reduction)
  }

  /// Complete-IoU loss of boxes: 1 - IoU, plus the distance of the centres in units of the box around both, plus how much the
  /// aspect ratios differ (Zheng et al. 2020, arXiv:1911.08287).
  ///
  /// - Shapes: self and targets [N, 4]: left, top, right, bottom, with right > left and bottom > top → scalar, or [N] without
  ///   reduction.
  public func completeIoULoss(targets: Tensor, reduction: LossReduction = .mean) -> Tensor {
    precondition(
      shape.rank == 2 && shape[1] == 4 && targets.shape == shape,
      "completeIoULoss: boxes \(shape), targets \(targets.shape)")
    let epsilon: Float = 1e-7
    let (p, t) = (edges, targets.detached.edges)
    let shared =
      (Tensor.minimum(p.right, t.right) - Tensor.maximum(p.left, t.left)).relu()
      * (Tensor.minimum(p.bottom, t.bottom) - Tensor.maximum(p.top, t.top)).relu()
    let (width, height) = (p.right - p.left, p.bottom - p.top)
    let (targetWidth, targetHeight) = (t.right - t.left, t.bottom - t.top)
    let iou = shared / (width * height + targetWidth * targetHeight - shared + epsilon)
    let diagonal =
      (Tensor.maximum(p.right, t.right) - Tensor.minimum(p.left, t.left)).squared()
      + (Tensor.maximum(p.bottom, t.bottom) - Tensor.minimum(p.top, t.top)).squared() + epsilon
    let distance =
      ((p.left + p.right - t.left - t.right) / 2).squared()
      + ((p.top + p.bottom - t.top - t.bottom) / 2).squared()
    let angle =
      (targetWidth / targetHeight).arctangent() - (width / height).arctangent()
    let ratio = angle.squared() * (4 / (Float.pi * Float.pi))
    let weight = (ratio / (1 - iou + ratio + epsilon)).detached
    return (1 - iou + distance / diagonal + weight * ratio).reshaped([shape[0]])
      .reduced(by: reduction)
  }

  /// The columns of boxes, [N, 1] each.
  private var edges: (left: Tensor, top: Tensor, right: Tensor, bottom: Tensor) {
    let parts = split([1, 1, 1, 1], alongDimension: 1)
    return (parts[0], parts[1], parts[2], parts[3])
  }

  private func reduced(by reduction: LossReduction) -> Tensor {
    switch reduction {
    case .mean: mean()
    case .sum: sum()
    case .none: self
    }
  }
}
