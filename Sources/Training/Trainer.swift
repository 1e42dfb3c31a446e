import Files
import Foundation
import NeuralNet
import Optimizers
import TensorCore

/// Trains any task: epochs, order of samples, learning rate, evaluation, checkpoints, curves.
///
/// A resumed run reaches the weights that an uninterrupted one would have: order and augmentation follow from
/// seed, epoch and sample number, everything else that changes is in the checkpoint.
public final class Trainer<Task: TrainingTask> {
  private let task: Task
  private let options: TrainingOptions
  private let observe: (TrainingEvent) -> Void
  private let isInterrupted: () -> Bool
  private var progress: TrainingProgress

  /// How a run ended.
  public enum Outcome: Sendable {
    /// All epochs are done, or training stopped improving.
    case finished
    /// The user stopped it; it can be resumed.
    case interrupted
  }

  /// A trainer of a task.
  ///
  /// - Parameters:
  ///   - observe: is told what happens.
  ///   - isInterrupted: asked after every step whether to stop.
  /// - Throws: `FileError` or `CheckpointError` where the folder cannot be used or the checkpoint does not
  ///   fit.
  public init(
    _ task: Task, options: TrainingOptions, observe: @escaping (TrainingEvent) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws {
    self.task = task
    self.options = options
    self.observe = observe
    self.isInterrupted = isInterrupted
    try OutputFolder.create(options.directory)
    progress = TrainingProgress()
    if options.resumes {
      progress = try Checkpoint.restore(task, from: checkpointPath, options: options)
    } else {
      task.random.state = RandomSource(seed: options.seed, stream: 1).state
    }
  }

  /// The figures of all epochs so far.
  public var history: [EpochRecord] { progress.history }

  /// The best figure so far and its epoch.
  public var best: (epoch: Int, value: Double)? { progress.best.map { ($0.epoch, $0.value) } }

  private var checkpointPath: String { options.directory + "/checkpoint.safetensors" }
  /// Where the best weights are, under the model's own names.
  public var bestPath: String { options.directory + "/best.safetensors" }

  /// Runs to the end or until it is stopped.
  public func run() throws -> Outcome {
    observe(
      .started(epoch: progress.epoch + 1, step: progress.step, stepsPerEpoch: stepsPerEpoch))
    var clock = SessionClock(earlier: progress.seconds)
    while progress.epoch < options.epochs {
      if let patience = options.patience, let best = progress.best,
        progress.epoch - best.epoch >= patience
      {
        observe(.stopped(reason: .patience(epochs: patience)))
        break
      }
      guard try trainEpoch(&clock) else {
        try save(clock)
        observe(.stopped(reason: .interrupted))
        return .interrupted
      }
      try finishEpoch(clock, learningRate(step: stepsPerEpoch - 1))
      try save(clock)
    }
    return .finished
  }

  private var stepsPerEpoch: Int {
    (task.sampleCount + options.batchSize - 1) / options.batchSize
  }

  /// The rate of a step of the current epoch.
  private func learningRate(step: Int) -> Float {
    options.learningRate * options.schedule.factor(at: progress.epoch * stepsPerEpoch + step)
  }

  /// One epoch, or the rest of it; false where the user stops it.
  private func trainEpoch(_ clock: inout SessionClock) throws -> Bool {
    let epoch = progress.epoch
    let order = RandomSource(seed: options.seed, stream: 1000 + UInt64(epoch))
      .permutation(task.sampleCount)
    task.model.train()
    while progress.step < stepsPerEpoch {
      let start = progress.step * options.batchSize
      let indices = Array(order[start..<min(start + options.batchSize, order.count)])
      let rate = learningRate(step: progress.step)
      for (_, optimizer) in task.optimizers { optimizer.learningRate = rate }
      let report = try task.step(try task.batch(at: indices, epoch: epoch))
      progress.add(report)
      progress.step += 1
      observe(
        .stepped(
          epoch: epoch + 1, step: progress.step, stepsPerEpoch: stepsPerEpoch,
          samples: report.sampleCount, loss: progress.mean("loss")))
      if isInterrupted() { return false }
      if clock.minutesSinceCheckpoint >= options.checkpointMinutes {
        try save(clock)
        clock.noteCheckpoint()
      }
    }
    return true
  }

  private func finishEpoch(_ clock: SessionClock, _ learningRate: Float) throws {
    task.model.eval()
    task.average?.swap()
    let validation: [Metric]
    var isBest = false
    do {
      defer { task.average?.swap() }
      validation = try withoutGradient { try task.evaluate() }
      isBest = progress.isBest(validation, goal: task.goal)
      if isBest { try Checkpoint.writeWeights(task.model, to: bestPath) }
    }
    let record = EpochRecord(
      epoch: progress.epoch + 1, seconds: clock.seconds,
      learningRate: learningRate,
      training: progress.means, validation: validation)
    progress.finishEpoch(record, isBest: isBest, goal: task.goal)
    try TrainingLog.write(progress.history, to: options.directory)
    observe(.finishedEpoch(record, isBest: isBest))
  }

  private func save(_ clock: SessionClock) throws {
    progress.seconds = clock.seconds
    try Checkpoint.write(task, progress, to: checkpointPath, options: options)
  }
}

/// Seconds of this session and of those before it.
struct SessionClock {
  private let start = ContinuousClock.now
  private var lastCheckpoint = ContinuousClock.now
  private let earlier: Double

  init(earlier: Double) { self.earlier = earlier }

  var seconds: Double { earlier + Self.seconds(since: start) }
  var minutesSinceCheckpoint: Double { Self.seconds(since: lastCheckpoint) / 60 }

  mutating func noteCheckpoint() { lastCheckpoint = .now }

  private static func seconds(since instant: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - instant).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
