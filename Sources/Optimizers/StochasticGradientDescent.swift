import CKernels
import TensorCore

/// Stochastic gradient descent with momentum (Polyak 1964) or Nesterov's (1983), as in PyTorch.
public final class SGD: Optimizer {
  private let momentum: Float
  private let dampening: Float
  private let isNesterov: Bool
  private let lookahead: Lookahead?

  /// An optimizer of these parameters or groups; without momentum it keeps no state.
  public init(
    _ parameters: [some Optimizable], learningRate: Float, momentum: Float = 0,
    dampening: Float = 0,
    weightDecay: Float = 0, isNesterov: Bool = false, lookahead: Lookahead? = nil
  ) {
    self.momentum = momentum
    self.dampening = dampening
    self.isNesterov = isNesterov
    self.lookahead = lookahead
    super.init(parameters, learningRate: learningRate, weightDecay: weightDecay)
  }

  /// v = momentum · v + g; w -= rate · v; then, every few steps, w meets its slow weights.
  public override func update(
    _ index: Int, _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    count: Int, _ step: StepOptions
  ) {
    let slow = lookahead.map { _ in slot("slow", index) }
    if let slow, slow.isNew { slow.values.update(from: weights, count: count) }
    let velocity = momentum == 0 ? nil : slot("velocity", index)
    var options = zoo_sgd_options(
      rate: step.learningRate, momentum: momentum, dampening: dampening, decay: step.weightDecay,
      gradient_scale: step.gradientScale, nesterov: isNesterov ? 1 : 0,
      first: velocity?.isNew == true ? 1 : 0)
    zoo_sgd_step(&options, count, weights, gradient, velocity?.values)
    if let slow, let share = lookahead?.share(at: stepCount) {
      zoo_average_step(count, share, weights, slow.values)
      weights.update(from: slow.values, count: count)
    }
  }
}
