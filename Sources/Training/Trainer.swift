import Files
import Foundation
import NeuralNet
import Optimizers
import TensorCore

/// How a training ended.
public enum TrainingEnding: Sendable, Equatable {
  /// All epochs are done, or training stopped improving.
  case finished
  /// The user stopped it; it can be resumed.
  case interrupted
  /// A loss or a metric was no finite number: where, and what. The last good checkpoint is kept.
  case diverged(String)
}

/// Trains any task: epochs, learning rate, evaluation, checkpoints, curves.
///
/// A resumed run reaches the weights that an uninterrupted one would have: samples and augmentation follow from
/// seed, epoch and step, everything else that changes is in the checkpoint.
public final class Trainer<Task: TrainingTask> {
  private let task: Task
  private let options: TrainingOptions
  private let schedule: Schedule
  private let observe: (TrainingEvent) -> Void
  private let isInterrupted: () -> Bool
  private var progress: TrainingProgress

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
    schedule = options.schedule(
      (0..<options.epochs).reduce(0) { $0 + task.stepCount(inEpoch: $1) })
    try OutputFolder.create(options.directory)
    progress = TrainingProgress()
    if options.resumes {
      progress = try Checkpoint.restore(
        task, from: OutputFolder.checkpoint(in: options.directory), options: options)
    } else {
      task.random.state = RandomSource(seed: options.seed, stream: 1).state
    }
  }

  /// The figures of all epochs so far.
  public var history: [EpochRecord] { progress.history }

  /// The best figure so far and its epoch.
  public var best: (epoch: Int, value: Double)? { progress.best.map { ($0.epoch, $0.value) } }

  /// Where the best weights are, under the model's own names.
  public var bestPath: String { options.directory + "/best.safetensors" }

  /// Runs to the end or until it is stopped.
  public func run() throws -> TrainingEnding {
    observe(
      .started(
        epoch: progress.epoch + 1, step: progress.step,
        stepsPerEpoch: task.stepCount(inEpoch: progress.epoch)))
    var clock = SessionClock(earlier: progress.seconds)
    if options.evaluatesStart, progress.history.isEmpty,
      let ending = try finish(epoch: 0, clock)
    {
      return ending
    }
    while progress.epoch < options.epochs {
      if let patience = options.patience, let best = progress.best,
        progress.epoch - best.epoch >= patience
      {
        observe(.stopped(reason: .patience(epochs: patience)))
        break
      }
      if let ending = try trainEpoch(&clock) {
        if ending == .interrupted {
          try save(clock)
          observe(.stopped(reason: .interrupted))
        }
        return ending
      }
      if let ending = try finish(epoch: progress.epoch + 1, clock) { return ending }
      try save(clock)
    }
    return .finished
  }

  /// What the base learning rates are multiplied by in a step of the current epoch.
  private func rateFactor(step: Int) -> Float {
    schedule.factor(at: progress.epoch * task.stepCount(inEpoch: 0) + step)
  }

  /// One epoch, or the rest of it; nil where it came to its end.
  private func trainEpoch(_ clock: inout SessionClock) throws -> TrainingEnding? {
    let epoch = progress.epoch
    let stepCount = task.stepCount(inEpoch: epoch)
    task.model.train()
    while progress.step < stepCount {
      for (_, optimizer) in task.optimizers {
        optimizer.rateFactor = rateFactor(step: progress.step)
      }
      let report = try task.step(progress.step, epoch: epoch)
      if let bad = report.sums.sorted(by: { $0.key < $1.key }).first(where: { !$0.value.isFinite })
      {
        return .diverged(
          "in epoch \(epoch + 1), step \(progress.step + 1), \(bad.key) is no finite number")
      }
      progress.add(report)
      progress.step += 1
      observe(
        .stepped(
          epoch: epoch + 1, step: progress.step, stepsPerEpoch: stepCount,
          samples: report.sampleCount, loss: progress.mean("loss")))
      if isInterrupted() { return .interrupted }
      if clock.minutesSinceCheckpoint >= options.checkpointMinutes {
        try save(clock)
        clock.noteCheckpoint()
      }
    }
    return nil
  }

  /// Evaluates after an epoch, or before the first one as epoch 0; nil where all is well.
  private func finish(epoch: Int, _ clock: SessionClock) throws -> TrainingEnding? {
    task.model.eval()
    task.average?.swap()
    let validation: [Metric]
    var isBest = false
    do {
      defer { task.average?.swap() }
      validation = try withoutGradient { try task.evaluate() }
      if let bad = validation.first(where: { !$0.value.isFinite }) {
        return .diverged("after epoch \(epoch), \(bad.name) is no finite number")
      }
      if task.model.state.contains(where: { !$0.value.isFinite }) {
        return .diverged("after epoch \(epoch), a weight is no finite number")
      }
      isBest = progress.isBest(validation, task.monitor)
      if isBest { try task.model.save(to: bestPath) }
    }
    let factor = epoch == 0 ? 0 : rateFactor(step: task.stepCount(inEpoch: epoch - 1) - 1)
    let rate = task.optimizers.first.map { $0.optimizer.learningRate * factor }
    let record = EpochRecord(
      epoch: epoch, seconds: clock.seconds, learningRate: rate ?? 0,
      training: progress.means, validation: validation)
    progress.finishEpoch(record, isBest: isBest, task.monitor)
    try TrainingLog.write(progress.history, to: options.directory)
    observe(.finishedEpoch(record, isBest: isBest))
    return nil
  }

  private func save(_ clock: SessionClock) throws {
    progress.seconds = clock.seconds
    try Checkpoint.write(
      task, progress, to: OutputFolder.checkpoint(in: options.directory), options: options)
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
