import NeuralNet
import Optimizers
import TensorCore

/// A task with one optimizer and a loss whose gradient is followed.
public protocol SupervisedTask: TrainingTask {
  /// What a step works on.
  associatedtype Batch
  /// What changes the weights.
  var optimizer: Optimizer { get }
  /// The largest joint norm of all gradients, nil for no limit.
  var gradientNormLimit: Float? { get }
  /// The samples of a step, prepared.
  func batch(_ step: Int, epoch: Int) throws -> Batch
  /// The mean loss of a batch, to be differentiated, and what to report of it.
  func loss(_ batch: Batch) throws -> (loss: Tensor, report: StepReport)
}

extension SupervisedTask {
  /// The one optimizer.
  public var optimizers: [(name: String, optimizer: Optimizer)] { [("optimizer", optimizer)] }
  /// No limit unless a task says otherwise.
  public var gradientNormLimit: Float? { nil }

  /// One step down the gradient.
  public func step(_ step: Int, epoch: Int) throws -> StepReport {
    optimizer.zeroGradients()
    let (loss, report) = try loss(batch(step, epoch: epoch))
    optimizer.minimize(loss, gradientNormLimit: gradientNormLimit)
    average?.update()
    return report
  }
}
