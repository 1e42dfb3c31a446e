import NeuralNet
import Optimizers
import TensorCore

/// A task with one optimizer and a loss whose gradient is followed.
public protocol SupervisedTask: TrainingTask {
  /// What changes the weights.
  var optimizer: Optimizer { get }
  /// The largest joint norm of all gradients, nil for no limit.
  var gradientNormLimit: Float? { get }
  /// The mean loss of a batch, to be differentiated, and what to report of it.
  func loss(_ batch: Batch) throws -> (loss: Tensor, report: StepReport)
}

extension SupervisedTask {
  /// The one optimizer.
  public var optimizers: [(name: String, optimizer: Optimizer)] { [("optimizer", optimizer)] }
  /// No limit unless a task says otherwise.
  public var gradientNormLimit: Float? { nil }

  /// One step down the gradient.
  public func step(_ batch: Batch) throws -> StepReport {
    optimizer.zeroGradients()
    let (loss, report) = try loss(batch)
    optimizer.descend(loss, gradientNormLimit: gradientNormLimit)
    average?.update()
    return report
  }
}
