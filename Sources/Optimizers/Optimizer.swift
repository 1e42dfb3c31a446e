import CKernels
import NeuralNet
import TensorCore

/// Changes parameters along their gradients.
///
/// A subclass gives the rule for one parameter; this class keeps the state that the rule needs, by the
/// parameter's position, so that a checkpoint can hold it.
open class Optimizer {
  /// The parameters that are changed.
  public let parameters: [Parameter]
  /// The step size; schedules set it before each step.
  public var learningRate: Float
  /// How many steps were made.
  public private(set) var stepCount = 0
  private var slots: [String: Tensor] = [:]

  /// An optimizer of these parameters.
  public init(_ parameters: [Parameter], learningRate: Float) {
    self.parameters = parameters
    self.learningRate = learningRate
  }

  /// Forgets all gradients.
  public func zeroGradients() {
    for parameter in parameters { parameter.zeroGradient() }
  }

  /// Changes every parameter that has a gradient, read times `gradientScale`: what clipping returns.
  public func step(gradientScale: Float = 1) {
    stepCount += 1
    for (index, parameter) in parameters.enumerated() {
      guard parameter.isTrainable, let gradient = parameter.gradient else { continue }
      gradient.withUnsafeValues { values in
        guard let start = values.baseAddress else { return }
        parameter.update { update(index, $0, start, count: values.count, gradientScale) }
      }
    }
  }

  /// The rule: changes the `count` weights of parameter `index`.
  open func update(
    _ index: Int, _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    count: Int, _ gradientScale: Float
  ) {
    preconditionFailure("\(type(of: self)) gives no rule")
  }

  /// The memory of one kind that belongs to a parameter, zeros at first, and whether it is new. It has the
  /// parameter's shape unless another is given.
  public func slot(_ name: String, _ index: Int, shape: Shape? = nil) -> (
    values: UnsafeMutablePointer<Float>, isNew: Bool
  ) {
    let key = "\(index).\(name)"
    let isNew = slots[key] == nil
    let tensor = slots[key] ?? .zeros(shape ?? parameters[index].shape)
    slots[key] = tensor
    return (tensor.mutableValues, isNew)
  }

  /// All that the rule remembers, for a checkpoint.
  public var state: (stepCount: Int, slots: [String: Tensor]) { (stepCount, slots) }

  /// Goes on from a checkpoint.
  public func restore(stepCount: Int, slots: [String: Tensor]) {
    self.stepCount = stepCount
    self.slots = slots.mapValues { tensor in Tensor(tensor.values, shape: tensor.shape) }
  }
}

extension Optimizer {
  /// One step down the gradient of a loss, whose gradients were zero before.
  ///
  /// - Parameter limit: the largest joint norm of all gradients, nil for no limit.
  public func descend(_ loss: Tensor, gradientNormLimit limit: Float? = nil) {
    loss.backward()
    let scale = limit.map { gradientClippingScale(parameters, maximumNorm: $0).scale }
    step(gradientScale: scale ?? 1)
  }
}

/// The factor that brings the joint norm of all gradients down to `maximum`, 1 where it is below; pass it to
/// `Optimizer.step`. Pascanu et al. 2013 (arXiv:1211.5063).
public func gradientClippingScale(_ parameters: [Parameter], maximumNorm maximum: Float)
  -> (scale: Float, norm: Float)
{
  let squares = parameters.reduce(0.0) { sum, parameter in
    guard let gradient = parameter.gradient else { return sum }
    return sum
      + gradient.withUnsafeValues { values in
        values.baseAddress.map { zoo_sum_of_squares(values.count, $0) } ?? 0
      }
  }
  let norm = Float(squares.squareRoot())
  return (min(1, maximum / (norm + 1e-6)), norm)
}
