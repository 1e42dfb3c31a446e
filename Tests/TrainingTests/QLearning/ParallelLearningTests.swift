import Files
import Games
import ModelZoo
import TensorCore
import TestSupport
import Testing

@testable import Inference
@testable import Training

/// Learning from many games at once: the targets against their definition, small worlds, and runs that must be the same run.
@Suite struct ParallelLearningTests {
  private var settings: ParallelQSettings {
    var settings = ParallelQSettings()
    (settings.environmentCount, settings.stepCount, settings.batchSize) = (8, 8, 32)
    settings.learningRate = 2e-3
    settings.explorationShare = 0.5
    settings.finalEpsilon = 0.1
    settings.evaluationInterval = 640
    settings.evaluationEpisodes = 5
    return settings
  }

  /// G^λ as its papers define it: n-step returns G^n, of which each weighs λ times the one before it.
  private func definition(
    _ steps: [Consequence], from start: Int, _ discount: Double, _ lambda: Double
  )
    -> Double
  {
    var (sum, factor, weight, result) = (0.0, 1.0, 1.0, 0.0)
    for (offset, step) in steps[start...].enumerated() {
      sum += factor * Double(step.reward)
      factor *= discount
      let value = step.ending == .terminated ? 0 : Double(step.nextValue)
      let isLast = step.ending != .none || start + offset == steps.count - 1
      result += weight * (isLast ? 1 : 1 - lambda) * (sum + factor * value)
      if isLast { break }
      weight *= lambda
    }
    return result
  }

  @Test(arguments: [Float(0), 0.65, 1])
  func returnsAreTheirDefinition(lambda: Float) {
    let random = RandomSource(seed: 5)
    let steps = (0..<60).map { _ in
      let chance = random.index(below: 10)
      return Consequence(
        reward: random.normal(),
        ending: chance == 0 ? .terminated : chance == 1 ? .timeLimit : .none,
        nextValue: random.normal())
    }
    let found = lambdaReturns(steps, discount: 0.9, lambda: lambda)
    #expect(found.count == steps.count)
    for (index, value) in found.enumerated() {
      let expected = definition(steps, from: index, Double(Float(0.9)), Double(lambda))
      #expect(abs(Double(value) - expected) < 1e-5, "step \(index)")
    }
    #expect(lambdaReturns([], discount: 0.9, lambda: lambda).isEmpty)
  }

  private func values(_ task: ParallelQTask, _ observation: [Float]) -> [Float] {
    withoutGradient { task.network(Tensor(observation, shape: [1, observation.count])).values }
  }

  @Test func aBanditIsWorthWhatItPays() {
    var settings = settings
    settings.learningRate = 3e-4
    let task = ParallelQTask(Bandit.self, .grid, settings: settings, frames: 25_600, seed: 1)
    for _ in 0..<400 { _ = task.step(0, epoch: 0) }
    let found = values(task, [1])
    for (value, worth) in zip(found, Bandit.worths) {
      #expect(abs(value - worth) < 0.15, "\(found)")
    }
    #expect(bestAction(found) == 1)
  }

  @Test func theLongWayThroughTheCorridorIsFound() {
    var settings = settings
    settings.discount = 0.9
    let task = ParallelQTask(Corridor.self, .grid, settings: settings, frames: 19_200, seed: 2)
    for _ in 0..<300 { _ = task.step(0, epoch: 0) }
    for place in 1...6 {
      let found = values(task, (0..<8).map { $0 == place ? Float(1) : 0 })
      #expect(found[1] > found[0], "place \(place): \(found)")
    }
    #expect(abs(values(task, [0, 0, 0, 0, 0, 0, 1, 0])[1] - 1) < 0.1)
    #expect(task.evaluate().first == Metric("score", 1))
  }

  @Test func theSeedDecides() {
    func weights(_ seed: UInt64) -> [[Float]] {
      let task = ParallelQTask(Breakout.self, .grid, settings: settings, frames: 640, seed: seed)
      for _ in 0..<3 { _ = task.step(0, epoch: 0) }
      return task.network.parameters.map(\.value.values)
    }
    let first = weights(1)
    #expect(first == weights(1) && first != weights(2))
  }

  @Test(arguments: [ObservationKind.grid, .screen])
  func aResumedRunIsTheSameRun(observation: ObservationKind) throws {
    var settings = settings
    if observation == .screen {
      (settings.environmentCount, settings.stepCount, settings.batchSize) = (2, 5, 5)
    }
    settings.evaluationInterval = 4 * settings.roundFrames
    settings.evaluationEpisodes = 1
    let folder = try TemporaryFolder()
    // Snakes die soon, also of hunger, and are soon evaluated.
    let game: any Game.Type = observation == .grid ? CartPole.self : Snake.self
    func run(_ name: String, stoppingAfter limit: Int? = nil, resumes: Bool = false) throws
      -> [[Float]]
    {
      let task = ParallelQTask(
        game, observation, settings: settings, frames: 8 * settings.roundFrames, seed: 3)
      let options = TrainingOptions(
        epochs: task.epochCount, directory: folder.file(name), resumes: resumes)
      var steps = 0
      let trainer = try Trainer(task, options: options, observe: { _ in }) {
        steps += 1
        return limit.map { steps >= $0 } ?? false
      }
      _ = try trainer.run()
      return task.network.parameters.map(\.value.values)
    }
    let whole = try run("whole")
    let part = try run("part", stoppingAfter: 5)
    #expect(part != whole)
    #expect(try run("part", resumes: true) == whole)
  }

  @Test(arguments: [(1, 1), (64, 1), (65, 2), (640, 10), (700, 11), (30_000, 469)])
  func noMoreThanARoundIsPlayedBeyondWhatWasAskedFor(frames: Int, rounds: Int) {
    let task = ParallelQTask(CartPole.self, .grid, settings: settings, frames: frames, seed: 3)
    let steps = (0..<task.epochCount).map(task.stepCount(inEpoch:))
    #expect(steps.reduce(0, +) == rounds && steps.allSatisfy { $0 > 0 && $0 <= 10 })
    #expect(task.frames(afterEpoch: task.epochCount) == 64 * rounds)
  }

  @Test func aDamagedStateIsRefused() throws {
    func task() -> ParallelQTask {
      ParallelQTask(CartPole.self, .grid, settings: settings, frames: 640, seed: 3)
    }
    let first = task()
    _ = first.step(0, epoch: 0)
    let state = try first.state
    func isRefused(_ change: (inout TaskState) -> Void) -> Bool {
      var changed = state
      change(&changed)
      return !task().restore(changed)
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.json = "{}" })
    #expect(isRefused { $0.bytes["3.frames"]?.removeLast() })
    #expect(isRefused { $0.bytes["7.actions"]?[3] = 9 })
    #expect(isRefused { $0.tensors["0.rewards"] = nil })
  }

  @Test func randomActionsFallToAShare() {
    var settings = ParallelQSettings()
    (settings.finalEpsilon, settings.explorationShare) = (0.1, 0.5)
    #expect(
      [0, 100, 200, 999].map { settings.epsilon(at: $0, of: 400) } == [1, 0.55, 0.1, 0.1])
  }
}
