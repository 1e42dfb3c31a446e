import CKernels
import TensorCore

/// RMSprop (Tieleman & Hinton 2012), centred and with momentum where asked for (Graves 2013), as in PyTorch.
public final class RMSprop: Optimizer {
  private let alpha: Float
  private let epsilon: Float
  private let momentum: Float
  private let isCentered: Bool

  /// An optimizer of these parameters or groups.
  public init(
    _ parameters: [some Optimizable], learningRate: Float = 1e-2, alpha: Float = 0.99,
    epsilon: Float = 1e-8, weightDecay: Float = 0, momentum: Float = 0, isCentered: Bool = false
  ) {
    self.alpha = alpha
    self.epsilon = epsilon
    self.momentum = momentum
    self.isCentered = isCentered
    super.init(parameters, learningRate: learningRate, weightDecay: weightDecay)
  }

  /// Divides the gradient by a running root mean square of itself.
  public override func update(
    _ index: Int, _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    count: Int, _ step: StepOptions
  ) {
    var options = zoo_rmsprop_options(
      rate: step.learningRate, alpha: alpha, epsilon: epsilon, decay: step.weightDecay,
      momentum: momentum,
      gradient_scale: step.gradientScale)
    zoo_rmsprop_step(
      &options, count, weights, gradient, slot("square", index).values,
      momentum > 0 ? slot("velocity", index).values : nil,
      isCentered ? slot("mean", index).values : nil)
  }
}
