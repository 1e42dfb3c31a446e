import NeuralNet
import Optimizers
import TensorCore

/// What a task reports of one step: sums over the samples, so that an epoch's means are exact.
public struct StepReport {
  /// How many samples the sums are over.
  public var sampleCount: Int
  /// Sums by name; `loss` is always there.
  public var sums: [String: Double]

  /// A report of one step.
  public init(sampleCount: Int, sums: [String: Double]) {
    self.sampleCount = sampleCount
    self.sums = sums
  }
}

/// A figure by name.
public struct Metric: Sendable, Equatable, Codable {
  /// What is measured.
  public let name: String
  /// The figure.
  public let value: Double

  /// A named figure.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// What is trained, on what, and how one step is made. The trainer owns everything else: epochs, order,
/// learning rate, evaluation, checkpoints.
public protocol TrainingTask: AnyObject {
  /// What a step works on.
  associatedtype Batch
  /// The network whose weights are kept.
  var model: Module { get }
  /// What changes the weights, by name; most tasks have one.
  var optimizers: [(name: String, optimizer: Optimizer)] { get }
  /// The average of the weights that is evaluated and kept in their place, if there is one.
  var average: WeightAverage? { get }
  /// Every random decision of a step comes from here, so that a checkpoint can restore it.
  var random: RandomSource { get }
  /// How many samples an epoch has.
  var sampleCount: Int { get }
  /// The metric by which the best weights are chosen, and whether more is better.
  var goal: (metric: String, isHigherBetter: Bool) { get }

  /// The samples with these numbers, prepared for this epoch: a function of its arguments alone.
  func batch(at indices: [Int], epoch: Int) throws -> Batch
  /// Forward, backward and update on one batch.
  func step(_ batch: Batch) throws -> StepReport
  /// The figures on the validation data; the model is in evaluation mode.
  func evaluate() throws -> [Metric]
  /// What a checkpoint has to keep besides weights, optimizers, average and random source.
  var memory: TaskMemory { get throws }
  /// Goes on from what `memory` gave; false where it does not fit this task.
  func restore(_ memory: TaskMemory) -> Bool
}

/// What a task has to remember besides weights and optimizers, so that a resumed run is the same run.
public struct TaskMemory {
  /// Numbers by name.
  public var tensors: [String: Tensor] = [:]
  /// Bytes by name.
  public var bytes: [String: [UInt8]] = [:]
  /// Anything in words.
  public var remark = ""

  /// Nothing yet.
  public init() {}
}

extension TrainingTask {
  /// No average unless a task says otherwise.
  public var average: WeightAverage? { nil }
  /// Nothing unless a task says otherwise.
  public var memory: TaskMemory { get throws { TaskMemory() } }
  /// Nothing to restore unless a task says otherwise.
  public func restore(_ memory: TaskMemory) -> Bool { true }
}
