import CKernels
import Foundation
import TensorCore

/// Adam (Kingma & Ba 2015, arXiv:1412.6980), or AdamW with decoupled weight decay (Loshchilov & Hutter 2019,
/// arXiv:1711.05101).
public final class Adam: Optimizer {
  private let betas: (Float, Float)
  private let epsilon: Float
  private let isDecoupled: Bool

  /// An optimizer of these parameters or groups.
  ///
  /// - Parameter decouplingDecay: whether weight decay shrinks the weights directly (AdamW) instead of
  ///   entering the gradient.
  public init(
    _ parameters: [some Optimizable], learningRate: Float = 1e-3,
    betas: (Float, Float) = (0.9, 0.999),
    epsilon: Float = 1e-8, weightDecay: Float = 0, decouplingDecay: Bool = false
  ) {
    self.betas = betas
    self.epsilon = epsilon
    isDecoupled = decouplingDecay
    super.init(parameters, learningRate: learningRate, weightDecay: weightDecay)
  }

  /// One bias-corrected step.
  public override func update(
    _ index: Int, _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    count: Int, _ step: StepOptions
  ) {
    // A parameter that joins late, once it is no longer frozen, starts its own count.
    let steps = slot("steps", index, shape: []).values
    steps.pointee += 1
    var options = zoo_adam_options(
      rate: step.learningRate, beta1: betas.0, beta2: betas.1, epsilon: epsilon,
      decay: step.weightDecay,
      gradient_scale: step.gradientScale, correction1: correction(betas.0, steps.pointee),
      correction2: correction(betas.1, steps.pointee), decoupled: isDecoupled ? 1 : 0)
    zoo_adam_step(
      &options, count, weights, gradient, slot("mean", index).values, slot("square", index).values)
  }

  private func correction(_ beta: Float, _ steps: Float) -> Float {
    Float(1 - pow(Double(beta), Double(steps)))
  }
}
