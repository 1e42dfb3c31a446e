import Files
import Foundation
import NeuralNet
import Optimizers
import Safetensors
import TensorCore
import TestSupport
import Testing

@testable import Training

@Suite struct TrainerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func options(
    epochs: Int = 3, schedule: Schedule = .constant, seed: UInt64 = 0, patience: Int? = nil
  ) -> TrainingOptions {
    TrainingOptions(
      epochs: epochs, schedule: { _ in schedule }, seed: seed, directory: folder.file("run"),
      patience: patience)
  }

  @Test func everyEpochSeesEverySampleOnce() throws {
    let task = LineTask()
    #expect(try Trainer(task, options: options()).run() == .finished)
    #expect(task.visited.map(\.count) == [4, 4, 2, 4, 4, 2, 4, 4, 2])
    let epochs = (0..<3).map { task.visited[($0 * 3)..<($0 * 3 + 3)].flatMap { $0 } }
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<10)) }
    #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2])
  }

  @Test(arguments: [
    Schedule.constant, .step(every: 2, factor: 0.5), .cosine(total: 9),
    .oneCycle(total: 9, warmUp: 0.3), .warmUp(steps: 3, next: .cosine(total: 6)),
  ])
  func theScheduleSetsEveryStepsRate(schedule: Schedule) throws {
    let task = LineTask()
    _ = try Trainer(task, options: options(schedule: schedule)).run()
    #expect(task.rates == (0..<9).map { 0.05 * schedule.factor(at: $0) })
  }

  @Test func seedsDecide() throws {
    func weights(_ seed: UInt64) throws -> [UInt32] {
      let task = LineTask(seed: seed)
      _ = try Trainer(task, options: options(seed: seed)).run()
      return task.weights
    }
    #expect(try weights(1) == weights(1))
    #expect(try weights(1) != weights(2))
  }

  @Test func aLineIsLearned() throws {
    let task = LineTask(averageDecay: 0.9)
    let trainer = try Trainer(task, options: options(epochs: 120))
    _ = try trainer.run()
    let best = try #require(trainer.best)
    #expect(best.value < 0.02)
    #expect(trainer.history.count == 120)
    #expect(trainer.history.map(\.epoch) == Array(1...120))
    let losses = trainer.history.compactMap { $0.validation.first?.value }
    #expect(losses.min() == best.value)
  }

  @Test func trainingStopsWhereNothingImproves() throws {
    let task = LineTask()
    task.figures = [0.5, 0.4, 0.4, 0.45, 0.1]
    var events: [TrainingEvent.StopReason] = []
    let trainer = try Trainer(
      task, options: options(epochs: 10, patience: 2),
      observe: { if case .stopped(let reason) = $0 { events.append(reason) } })
    #expect(try trainer.run() == .finished)
    #expect(trainer.history.count == 4)
    #expect(trainer.best?.epoch == 2)
    guard case .patience(epochs: 2)? = events.first else {
      Issue.record("no event says why it stopped")
      return
    }
    // Gone on from, it stops at once.
    var resumed = options(epochs: 10, patience: 2)
    resumed.resumes = true
    let again = LineTask()
    _ = try Trainer(again, options: resumed).run()
    #expect(again.visited.isEmpty)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func aMetricThatIsNoNumberEndsTheRun(figure: Double) throws {
    let task = LineTask()
    task.figures = [0.3, 0.2, figure, 0.1]
    let trainer = try Trainer(task, options: options(epochs: 4))
    #expect(try trainer.run() == .diverged("after epoch 3, loss is no finite number"))
    #expect(trainer.best?.epoch == 2 && trainer.history.count == 2)
    try expectTheCheckpointIsThat(afterEpoch: 2)
  }

  @Test func aLossThatIsNoNumberEndsTheRun() throws {
    let task = LineTask()
    let trainer = try Trainer(
      task, options: options(),
      observe: { if case .finishedEpoch = $0 { task.lossOffset = .nan } })
    #expect(try trainer.run() == .diverged("in epoch 2, step 1, loss is no finite number"))
    try expectTheCheckpointIsThat(afterEpoch: 1)
  }

  @Test func weightsThatAreNoNumbersEndTheRun() throws {
    let task = LineTask()
    task.figures = [0.5, 0.4]
    let trainer = try Trainer(
      task, options: options(),
      observe: {
        if case .stepped(epoch: 2, step: 3, _, _, _) = $0 {
          task.layer.bias?.update { $0[0] = .nan }
        }
      })
    #expect(try trainer.run() == .diverged("after epoch 2, a weight is no finite number"))
    try expectTheCheckpointIsThat(afterEpoch: 1)
  }

  /// Weights and checkpoint hold numbers, and the run can be gone on from.
  private func expectTheCheckpointIsThat(afterEpoch epoch: Int) throws {
    for name in ["run/best.safetensors", "run/checkpoint.safetensors"] {
      let tensors = try WeightFile(contentsOf: folder.file(name)).tensors
      #expect(tensors.values.allSatisfy { $0.values.allSatisfy(\.isFinite) }, "\(name)")
    }
    var resumed = options()
    resumed.resumes = true
    #expect(try Trainer(LineTask(), options: resumed).history.count == epoch)
  }

  @Test func theBestWeightsAreKept() throws {
    let task = LineTask()
    task.figures = [0.5, 0.1, 0.2]
    var best: [String: [Float]] = [:]
    let trainer = try Trainer(
      task, options: options(),
      observe: { event in
        if case .finishedEpoch(_, isBest: true) = event {
          best = task.model.state.mapValues(\.values)
        }
      })
    _ = try trainer.run()
    let kept = try WeightFile(contentsOf: trainer.bestPath).tensors.mapValues(\.values)
    #expect(kept == best)
    #expect(kept != task.model.state.mapValues(\.values))
  }

  @Test func theAverageIsWhatIsKept() throws {
    let task = LineTask(averageDecay: 0.5)
    let trainer = try Trainer(task, options: options(epochs: 1))
    _ = try trainer.run()
    let kept = try WeightFile(contentsOf: trainer.bestPath).tensors
    let averages = try #require(task.average?.state.averages)
    for ((name, parameter), average) in zip(task.model.namedParameters, averages) {
      #expect(kept[name]?.values == average.values)
      #expect(kept[name]?.values != parameter.value.values)
    }
  }

  @Test func theTableHasALineAnEpoch() throws {
    let task = LineTask()
    _ = try Trainer(task, options: options()).run()
    let table = String(decoding: try folder.bytes("run/metrics.csv"), as: UTF8.self)
    let lines = table.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.first == ["epoch", "seconds", "learning_rate", "train_loss", "validation_loss"])
    #expect(lines.dropFirst().map(\.first) == ["1", "2", "3"])
  }
}
