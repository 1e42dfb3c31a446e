import CKernels

extension Tensor {
  /// Connectionist temporal classification: -log of the probability that softmax of these logits, step by step, spells the
  /// target, blanks and repetitions dropped, summed over all alignments (Graves et al. 2006, "Connectionist Temporal
  /// Classification").
  ///
  /// - Parameters:
  ///   - targets: the labels of each sample, in 0..<C without the blank; they may differ in number.
  ///   - lengths: the steps that count of each sample; all where nil.
  ///   - blank: the class that stands for no label.
  ///   - zeroInfinity: whether a sample whose target needs more steps than it has counts 0; its loss is infinite otherwise. Its
  ///     gradient is zero in both cases.
  ///   - reduction: the mean is taken of the losses a label, as in PyTorch.
  /// - Shapes: self [N, T, C] → scalar, or [N] without reduction.
  public func ctcLoss(
    targets: [[Int32]], lengths: [Int]? = nil, blank: Int32 = 0, zeroInfinity: Bool = false,
    reduction: LossReduction = .mean
  ) -> Tensor {
    precondition(
      shape.rank == 3 && shape[2] > 0 && targets.count == shape[0]
        && lengths.map { $0.count == shape[0] && $0.allSatisfy((0...shape[1]).contains) } ?? true,
      "ctcLoss: logits \(shape), \(targets.count) targets, \(lengths?.count ?? shape[0]) lengths")
    precondition(
      (0..<shape[2]).contains(Int(blank))
        && targets.joined().allSatisfy { (0..<shape[2]).contains(Int($0)) && $0 != blank },
      "ctcLoss: a label is the blank, or the blank or a label is outside 0..<\(shape[2])")
    let alignment = CTCAlignment(
      shape, targets: targets, lengths: lengths ?? targets.map { _ in shape[1] }, blank: blank)
    let x = detached
    let losses = alignment.losses(of: x)
    let kept = zeroInfinity ? losses.finite : losses
    let result = Tensor.recorded(kept, from: [self]) { gradient in
      [alignment.gradient(of: x, losses, scale: gradient)]
    }
    switch reduction {
    case .none: return result
    case .sum: return result.sum()
    case .mean:
      let weights = targets.map { 1 / Float(Swift.max($0.count, 1) * targets.count) }
      return (result * Tensor(weights)).sum()
    }
  }

  /// The same with zeros for infinite elements.
  private var finite: Tensor { Tensor(values.map { $0.isFinite ? $0 : 0 }, shape: shape) }
}

/// The targets of a batch beside its steps, and what the backward pass needs of the forward pass.
private final class CTCAlignment {
  private let shape: Shape
  private let labels: [Int32]
  private let starts: [Int]
  private let lengths: [Int32]
  private let blank: Int32
  private var alphas = Tensor.zeros([0])
  private let logSumExp: Tensor

  init(_ shape: Shape, targets: [[Int32]], lengths: [Int], blank: Int32) {
    self.shape = shape
    self.lengths = lengths.map(Int32.init)
    self.blank = blank
    labels = Array(targets.joined())
    starts = targets.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    logSumExp = Tensor(uninitialized: [shape[0], shape[1]])
  }

  /// Blanks and labels of all targets.
  private var stateCount: Int { 2 * labels.count + shape[0] }

  /// Calls `body` with the description that the kernels take, and their scratch memory.
  private func withPlan(
    _ body: (UnsafePointer<zoo_ctc_shape>, UnsafeMutablePointer<Float>) -> Void
  ) {
    lengths.withUnsafeBufferPointer { lengths in
      labels.withUnsafeBufferPointer { labels in
        starts.withUnsafeBufferPointer { starts in
          var plan = zoo_ctc_shape(
            samples: shape[0], steps: shape[1], classes: shape[2], lengths: lengths.baseAddress,
            labels: labels.baseAddress, starts: starts.baseAddress, blank: blank)
          let scratch = Tensor(uninitialized: [4 * (stateCount + shape[0])])
          body(&plan, scratch.pointer)
        }
      }
    }
  }

  func losses(of logits: Tensor) -> Tensor {
    alphas = Tensor(uninitialized: [shape[1] * stateCount])
    let losses = Tensor(uninitialized: [shape[0]])
    withPlan {
      zoo_ctc_forward(
        $0, logits.pointer, alphas.pointer, logSumExp.pointer, $1, losses.pointer)
    }
    return losses
  }

  func gradient(of logits: Tensor, _ losses: Tensor, scale: Tensor) -> Tensor {
    let dx = Tensor(uninitialized: shape)
    withPlan {
      zoo_ctc_backward(
        $0, logits.pointer, alphas.pointer, logSumExp.pointer, losses.pointer, scale.pointer, $1,
        dx.pointer)
    }
    return dx
  }
}
