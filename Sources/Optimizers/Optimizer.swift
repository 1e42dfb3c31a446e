import CKernels
import NeuralNet
import TensorCore

/// What an optimizer can be given a list of: parameters, or groups of them.
public protocol Optimizable {
  /// The parameters, and what is special about them.
  var parameterGroup: ParameterGroup { get }
}

extension Parameter: Optimizable {
  /// The parameter with the optimizer's own learning rate and weight decay.
  public var parameterGroup: ParameterGroup { ParameterGroup([self]) }
}

/// Parameters that are changed with a learning rate or weight decay of their own.
public struct ParameterGroup: Optimizable {
  /// The parameters.
  public var parameters: [Parameter]
  /// Their base learning rate; the optimizer's where nil.
  public var learningRate: Float?
  /// Their weight decay; the optimizer's where nil.
  public var weightDecay: Float?

  /// A group.
  public init(_ parameters: [Parameter], learningRate: Float? = nil, weightDecay: Float? = nil) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// The group itself.
  public var parameterGroup: ParameterGroup { self }
}

/// Changes parameters along their gradients.
///
/// A subclass gives the rule for one parameter; this class keeps the state that the rule needs, by the
/// parameter's position, so that a checkpoint can hold it.
open class Optimizer {
  /// The parameters that are changed, group by group.
  public let parameters: [Parameter]
  /// The base learning rate of the groups without one of their own.
  public var learningRate: Float
  /// What base learning rates are multiplied by; schedules set it before each step.
  public var rateFactor: Float = 1
  /// How many steps were made.
  public private(set) var stepCount = 0
  private let groups: [ParameterGroup]
  private let groupOf: [Int]
  private let weightDecay: Float
  private var slots: [String: Tensor] = [:]

  /// What the rule needs to know of the step and of the parameter's group.
  public struct StepOptions {
    /// The learning rate, schedule included.
    public let learningRate: Float
    /// The weight decay.
    public let weightDecay: Float
    /// What gradients are to be multiplied by.
    public let gradientScale: Float
  }

  /// An optimizer of these parameters, or groups of them; none stands there twice.
  public init(_ parameters: [some Optimizable], learningRate: Float, weightDecay: Float = 0) {
    groups = parameters.map(\.parameterGroup)
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.parameters = groups.flatMap(\.parameters)
    groupOf = groups.enumerated().flatMap { index, group in group.parameters.map { _ in index } }
    precondition(
      Set(self.parameters.map(ObjectIdentifier.init)).count == self.parameters.count,
      "Optimizer: a parameter stands in the groups twice")
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
      let group = groups[groupOf[index]]
      let options = StepOptions(
        learningRate: (group.learningRate ?? learningRate) * rateFactor,
        weightDecay: group.weightDecay ?? weightDecay, gradientScale: gradientScale)
      gradient.withUnsafeValues { values in
        guard let start = values.baseAddress else { return }
        parameter.update { update(index, $0, start, count: values.count, options) }
      }
    }
  }

  /// The rule: changes the `count` weights of parameter `index`.
  open func update(
    _ index: Int, _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    count: Int, _ options: StepOptions
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
  /// Minimizes a loss by one step down its gradient; the gradients were zero before.
  ///
  /// - Parameter limit: the largest joint norm of all gradients, nil for no limit.
  public func minimize(_ loss: Tensor, gradientNormLimit limit: Float? = nil) {
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
