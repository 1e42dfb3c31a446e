import CKernels
import NeuralNet
import TensorCore

/// An exponential moving average of a network's weights, which often does better than the last weights
/// (Polyak & Juditsky 1992).
public final class WeightAverage {
  /// The share of the old average that a step keeps, once enough steps were made.
  public let decay: Float
  private let parameters: [Parameter]
  private var averages: [Tensor]
  private var stepCount = 0

  /// An average that starts at the weights as they are.
  public init(_ parameters: [Parameter], decay: Float = 0.999) {
    self.decay = decay
    self.parameters = parameters
    averages = parameters.map { $0.value.detached.copied() }
  }

  /// Moves the average towards the weights; early steps count more, so that the start is soon forgotten.
  public func update() {
    stepCount += 1
    let current = min(decay, Float(1 + stepCount) / Float(10 + stepCount))
    for (parameter, average) in zip(parameters, averages) {
      parameter.value.withUnsafeValues { values in
        guard let start = values.baseAddress else { return }
        zoo_average_step(values.count, current, start, average.mutableValues)
      }
    }
  }

  /// Exchanges the weights and their averages: call it before and after evaluating the average.
  public func swap() {
    for (index, parameter) in parameters.enumerated() {
      let weights = parameter.value.detached.copied()
      parameter.assign(averages[index])
      averages[index] = weights
    }
  }

  /// The averages in the order of the parameters, and the number of updates, for a checkpoint.
  public var state: (stepCount: Int, averages: [Tensor]) { (stepCount, averages) }

  /// Goes on from a checkpoint.
  public func restore(stepCount: Int, averages: [Tensor]) {
    self.stepCount = stepCount
    self.averages = averages.map { $0.copied() }
  }
}
