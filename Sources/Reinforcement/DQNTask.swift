import Foundation
import Games
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore
import Training

/// Learning a game with a deep Q-network, as a task for the trainer: a sample is a frame, an epoch the frames between two
/// evaluations.
public final class DQNTask: TrainingTask {
  /// What learns.
  public let learner: QLearner
  /// Every random decision but the game's own.
  public let random: RandomSource
  /// Frames in an epoch.
  public let sampleCount: Int
  /// Where the time went.
  public private(set) var split = TimeSplit()

  private let game: any Game.Type
  private let observation: ObservationKind
  private let settings: DQNSettings
  private let evaluationSeed: UInt64
  private let environment: Environment
  private let replay: ReplayMemory
  private var frame = 0
  private var loss = 0.0
  /// The scores of the episodes since the last evaluation.
  private var scores: [Double] = []

  /// A task that begins with random weights.
  public init(
    _ game: any Game.Type, _ observation: ObservationKind, settings: DQNSettings, frames: Int,
    seed: UInt64
  ) {
    self.game = game
    self.observation = observation
    self.settings = settings
    evaluationSeed = seed &+ 1_000_003
    sampleCount = min(frames, settings.evaluationInterval)
    random = RandomSource(seed: seed)
    environment = Environment(game, seed: seed)
    let format = ObservationFormat(game, observation)
    learner = QLearner(
      format.network(actionCount: game.actions.count, isDueling: settings.isDueling), settings,
      random: RandomSource(seed: seed, stream: 2))
    replay = ReplayMemory(
      format,
      ReplayMemory.Settings(
        capacity: settings.replayCapacity, stepCount: settings.stepCount,
        discount: settings.discount, priorityExponent: settings.priorityExponent))
    beginFrame()
  }

  /// The network.
  public var model: Module { learner.online }
  /// Its one optimizer.
  public var optimizers: [(name: String, optimizer: Optimizer)] {
    [("optimizer", learner.optimizer)]
  }
  /// The mean score of the evaluation's episodes.
  public var goal: (metric: String, isHigherBetter: Bool) { ("score", true) }

  /// How many frames to play: which ones does not matter.
  public func batch(at indices: [Int], epoch: Int) -> Int { indices.count }

  /// Plays so many frames and learns from time to time.
  public func step(_ count: Int) -> StepReport {
    var sum = 0.0
    for _ in 0..<count {
      playFrame()
      let isTime = frame >= settings.warmUpFrames && frame % settings.updateInterval == 0
      if isTime && replay.isDrawable { learn() }
      sum += loss
    }
    return StepReport(sampleCount: count, sums: ["loss": sum])
  }

  private func playFrame() {
    let action = split.measure(\.acting) { chooseAction() }
    split.measure(\.game) {
      let outcome = environment.act(action)
      replay.finish(
        action: action, reward: outcome.reward, isTerminated: outcome.ending == .terminated,
        isCutOff: outcome.ending == .timeLimit)
      frame += 1
      if outcome.ending != .none {
        scores.append(environment.score)
        if outcome.ending == .timeLimit {
          beginFrame()
          replay.close()
        }
        environment.reset()
      }
      beginFrame()
    }
  }

  private func beginFrame() {
    replay.begin { environment.observe(observation, into: $0) }
  }

  private func chooseAction() -> Int {
    let epsilon =
      frame < settings.warmUpFrames
      ? 1 : settings.exploration.value(at: frame - settings.warmUpFrames)
    if random.uniform() < epsilon { return random.index(below: environment.actionCount) }
    return learner.decide(replay.latest()).action
  }

  private func learn() {
    // Weights make up for priorities fully in the end only (β from 0.4 to 1 over a million frames).
    let correction = min(0.4 + 0.6 * Float(frame) / 1e6, 1)
    let batch = split.measure(\.replay) {
      replay.draw(settings.batchSize, correction: correction, using: random)
    }
    let result = split.measure(\.network) { learner.update(batch) }
    split.measure(\.replay) { replay.update(batch, errors: result.errors) }
    loss = Double(result.loss)
  }

  /// The scores of the greedy policy, and of the episodes played while learning.
  public func evaluate() -> [Metric] {
    let evaluation = PolicyEvaluation.play(
      game, observation, policy: .greedy(learner.online, epsilon: 0),
      episodes: settings.evaluationEpisodes, seed: evaluationSeed)
    defer { scores = [] }
    let played = PolicyEvaluation(scores: scores)
    return [Metric("score", evaluation.mean), Metric("score_while_learning", played.mean)]
  }
}

extension DQNTask {
  private struct Progress: Codable {
    var frame: Int
    var updateCount: Int
    var loss: Double
    var scores: [Double]
    var split: TimeSplit
    var episode: EpisodeRecord
    var written: Int
    var largestPriority: Float
  }

  /// The target network, the replay memory and the episode so far: with them a resumed run is the same run.
  public var memory: TaskMemory {
    get throws {
      var memory = TaskMemory()
      for (name, tensor) in learner.target.state { memory.tensors["target.\(name)"] = tensor }
      replay.save(to: &memory)
      let progress = Progress(
        frame: frame, updateCount: learner.updateCount, loss: loss, scores: scores, split: split,
        episode: environment.snapshot, written: replay.written,
        largestPriority: replay.largestPriority)
      memory.remark = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
      return memory
    }
  }

  /// Goes on from what `memory` kept.
  public func restore(_ memory: TaskMemory) -> Bool {
    let prefix = "target."
    let target = Dictionary(
      uniqueKeysWithValues: memory.tensors.compactMap { name, tensor in
        name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), tensor) : nil
      })
    guard
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(memory.remark.utf8)),
      progress.frame >= 0, progress.updateCount >= 0,
      (try? learner.target.load(state: target)) != nil, environment.restore(progress.episode),
      replay.restore(
        from: memory, written: progress.written, largestPriority: progress.largestPriority,
        actionCount: environment.actionCount)
    else { return false }
    frame = progress.frame
    learner.updateCount = progress.updateCount
    loss = progress.loss
    scores = progress.scores
    split = progress.split
    beginFrame()
    return true
  }
}
