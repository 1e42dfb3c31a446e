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
    epochs: Int = 3, batchSize: Int = 4, schedule: Schedule = .constant, seed: UInt64 = 0,
    patience: Int? = nil
  ) -> TrainingOptions {
    TrainingOptions(
      epochs: epochs, batchSize: batchSize, learningRate: 0.05, schedule: schedule, seed: seed,
      directory: folder.file("run"), patience: patience)
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
      let task = LineTask()
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

  @Test(arguments: [
    ([Double.nan, 0.3, .nan, 0.2], false, 4), ([.nan, .nan], false, nil), ([.nan, 0.1], true, 2),
    ([0.1, .infinity, .nan, 0.1], false, 1), ([-.infinity, 0.2, 0.3, 0.3], true, 3),
  ])
  func whatIsNoNumberIsNeverBest(figures: [Double], isHigherBetter: Bool, epoch: Int?) throws {
    let task = LineTask(isHigherBetter: isHigherBetter)
    task.figures = figures
    let trainer = try Trainer(task, options: options(epochs: figures.count))
    _ = try trainer.run()
    #expect(trainer.best?.epoch == epoch)
    #expect(InputFile.exists(trainer.bestPath) == (epoch != nil))
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

  @Test func aLossThatIsNoNumberIsNoCrash() throws {
    let task = LineTask()
    task.lossOffset = .nan
    #expect(try Trainer(task, options: options()).run() == .finished)
    var resumed = options()
    resumed.resumes = true
    let trainer = try Trainer(LineTask(), options: resumed)
    #expect(trainer.history.count == 3)
    #expect(trainer.history.first?.training.first?.value.isNaN == true)
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
