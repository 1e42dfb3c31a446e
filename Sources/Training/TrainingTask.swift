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

  /// The mean loss.
  public var loss: Double { (sums["loss"] ?? 0) / Double(max(sampleCount, 1)) }
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

/// The metric that selects the best weights.
public struct Monitor: Sendable, Equatable {
  /// Which weights are kept.
  public enum Choice: Sendable {
    /// Those with the highest or the lowest value.
    case highest, lowest
    /// Those of the last epoch: the metric is shown only.
    case last
  }

  /// The metric's name among those of `evaluate`.
  public var metric: String
  /// Which weights are kept.
  public var choice: Choice

  /// A metric of which more is better.
  public static func maximum(_ metric: String) -> Monitor {
    Monitor(metric: metric, choice: .highest)
  }

  /// A metric of which less is better.
  public static func minimum(_ metric: String) -> Monitor {
    Monitor(metric: metric, choice: .lowest)
  }

  /// A metric that does not say which weights are better for what they are used for.
  public static func last(_ metric: String) -> Monitor { Monitor(metric: metric, choice: .last) }
}

/// What is trained, and how one step is made. The trainer owns everything else: epochs, learning rate schedule, evaluation,
/// checkpoints. Where samples have an order, it is the data loader's.
public protocol TrainingTask: AnyObject {
  /// The network whose weights are kept.
  var model: Module { get }
  /// What changes the weights, by name; each keeps its own base learning rate.
  var optimizers: [(name: String, optimizer: Optimizer)] { get }
  /// The average of the weights that is evaluated and kept in their place, if there is one.
  var average: WeightAverage? { get }
  /// Every random decision of a step comes from here, so that a checkpoint can restore it.
  var random: RandomSource { get }
  /// The metric that selects the best weights.
  var monitor: Monitor { get }

  /// How many steps an epoch has, counted from 0; all epochs but the last have as many as the first.
  func stepCount(inEpoch epoch: Int) -> Int
  /// One step: forward, backward and update. The same epoch and step work on the same samples.
  func step(_ step: Int, epoch: Int) throws -> StepReport
  /// The figures on the validation data; the model is in evaluation mode.
  func evaluate() throws -> [Metric]
  /// What a checkpoint has to keep besides weights, optimizers, average and random source.
  var state: TaskState { get throws }
  /// Goes on from what `state` gave; false where it does not fit this task.
  func restore(_ state: TaskState) -> Bool
}

/// What a task has to remember besides weights and optimizers, so that a resumed run is the same run.
public struct TaskState {
  /// Numbers by name.
  public var tensors: [String: Tensor] = [:]
  /// Bytes by name.
  public var bytes: [String: [UInt8]] = [:]
  /// Anything else, as JSON.
  public var json = ""

  /// Nothing yet.
  public init() {}
}

extension TrainingTask {
  /// No average unless a task says otherwise.
  public var average: WeightAverage? { nil }
  /// Nothing unless a task says otherwise.
  public var state: TaskState { get throws { TaskState() } }
  /// Nothing to restore unless a task says otherwise.
  public func restore(_ state: TaskState) -> Bool { true }
}
