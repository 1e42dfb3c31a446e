import Files
import Games
import ModelZoo
import TensorCore
import TestSupport
import Testing

@testable import Inference
@testable import Training

/// Small worlds that a deep Q-network must learn in seconds, and runs that must be the same run.
@Suite struct LearningTests {
  private var settings: DQNSettings {
    var settings = DQNSettings()
    settings.learningRate = 1e-3
    settings.replayCapacity = 2000
    settings.warmUpFrames = 200
    settings.updateInterval = 2
    settings.targetInterval = 50
    settings.exploration = EpsilonSchedule(start: 1, end: 0.1, frames: 1000)
    settings.evaluationInterval = 2000
    settings.evaluationEpisodes = 5
    return settings
  }

  private func values(_ task: DQNTask, _ observation: [Float]) -> [Float] {
    task.learner.decide(Tensor(observation, shape: [1, observation.count])).values
  }

  @Test func aBanditIsWorthWhatItPays() {
    let task = DQNTask(Bandit.self, .grid, settings: settings, frames: 2000, seed: 1)
    for _ in 0..<30 { _ = task.step(0, epoch: 0) }
    let found = values(task, [1])
    for (value, worth) in zip(found, Bandit.worths) {
      #expect(abs(value - worth) < 0.12, "\(found)")
    }
    #expect(bestAction(found) == 1)
  }

  @Test(arguments: [
    (1, false, false, Float(0)), (3, true, true, 0), (2, true, false, 0.6),
  ])
  func theLongWayThroughTheCorridorIsFound(
    steps: Int, isDouble: Bool, isDueling: Bool, priority: Float
  ) throws {
    var settings = settings
    (settings.stepCount, settings.isDouble, settings.isDueling) = (steps, isDouble, isDueling)
    settings.priorityExponent = priority
    settings.discount = 0.9
    let task = DQNTask(Corridor.self, .grid, settings: settings, frames: 4000, seed: 2)
    for _ in 0..<40 { _ = task.step(0, epoch: 0) }
    for place in 1...6 {
      let seen = (0..<8).map { $0 == place ? Float(1) : 0 }
      let found = values(task, seen)
      #expect(found[1] > found[0], "place \(place): \(found)")
      let right = pow9(6 - place)
      #expect(abs(found[1] - right) < 0.15, "place \(place): \(found), expected \(right)")
    }
    #expect(task.evaluate().first == Metric("score", 1))
  }

  private func pow9(_ exponent: Int) -> Float {
    (0..<exponent).reduce(1) { value, _ in value * 0.9 }
  }

  @Test func theSeedDecides() {
    func weights(_ seed: UInt64) -> [[Float]] {
      let task = DQNTask(Breakout.self, .grid, settings: settings, frames: 2000, seed: seed)
      for _ in 0..<4 { _ = task.step(0, epoch: 0) }
      return task.learner.online.parameters.map(\.value.values)
    }
    let first = weights(1)
    #expect(first == weights(1) && first != weights(2))
  }

  @Test(arguments: [Float(0), 0.5])
  func aResumedRunIsTheSameRun(priority: Float) throws {
    var settings = settings
    settings.priorityExponent = priority
    settings.evaluationInterval = 600
    settings.replayCapacity = 500
    let folder = try TemporaryFolder()
    func run(_ name: String, stoppingAfter limit: Int? = nil, resumes: Bool = false) throws
      -> [[Float]]
    {
      let task = DQNTask(CartPole.self, .grid, settings: settings, frames: 1200, seed: 3)
      let options = TrainingOptions(
        epochs: task.epochCount, directory: folder.file(name), resumes: resumes)
      var steps = 0
      let trainer = try Trainer(task, options: options) {
        steps += 1
        return limit.map { steps >= $0 } ?? false
      }
      _ = try trainer.run()
      return (task.learner.online.parameters + task.learner.target.parameters).map(\.value.values)
    }
    let whole = try run("whole")
    let part = try run("part", stoppingAfter: 8)
    #expect(part != whole)
    #expect(try run("part", resumes: true) == whole)
    #expect(InputFile.exists(folder.file("part/curves.png")))
  }

  @Test func framesArePlayedAsAskedFor() {
    var settings = settings
    settings.evaluationInterval = 300
    let task = DQNTask(CartPole.self, .grid, settings: settings, frames: 750, seed: 3)
    #expect(task.epochCount == 3 && (0..<3).map(task.stepCount(inEpoch:)) == [3, 3, 2])
    #expect((1...3).map(task.frames(afterEpoch:)) == [300, 600, 750])
    let played = (0..<3).flatMap { epoch in
      (0..<task.stepCount(inEpoch: epoch)).map { task.step($0, epoch: epoch).sampleCount }
    }
    #expect(played == [100, 100, 100, 100, 100, 100, 100, 50])
  }

  @Test func aDamagedStateIsRefused() throws {
    let task = DQNTask(CartPole.self, .grid, settings: settings, frames: 2000, seed: 3)
    _ = task.step(0, epoch: 0)
    let state = try task.state
    func isRefused(_ change: (inout TaskState) -> Void) -> Bool {
      var changed = state
      change(&changed)
      return !DQNTask(CartPole.self, .grid, settings: settings, frames: 2000, seed: 3)
        .restore(changed)
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.json = "{}" })
    #expect(isRefused { $0.bytes["frames"]?.removeLast() })
    #expect(isRefused { $0.bytes["actions"]?[3] = 9 })
    #expect(isRefused { $0.bytes["marks"]?[3] = 9 })
    #expect(isRefused { $0.tensors["rewards"] = nil })
    #expect(isRefused { $0.tensors["target.output.bias"] = .zeros([7]) })
  }
}

extension Trainer {
  /// A trainer that tells nobody.
  fileprivate convenience init(
    _ task: Task, options: TrainingOptions, isInterrupted: @escaping () -> Bool
  ) throws {
    try self.init(task, options: options, observe: { _ in }, isInterrupted: isInterrupted)
  }
}
