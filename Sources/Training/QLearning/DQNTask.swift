import Foundation
import Games
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Learning a game with a deep Q-network from a replay buffer.
public final class DQNTask: AgentTask {
  /// What learns.
  public let learner: QLearner
  /// Every random decision but the game's own.
  public let random: RandomSource
  /// Where the time went.
  public private(set) var split = TimeSplit()

  private let settings: DQNSettings
  private let totalFrames: Int
  private let epochFrames: Int
  private static let stepFrames = 100
  private let examination: AgentExamination
  private let player: Player
  private var frame = 0
  private var loss = 0.0

  /// A task that begins with random weights.
  public init(
    _ game: any Game.Type, _ observation: ObservationKind, settings: DQNSettings, frames: Int,
    seed: UInt64
  ) {
    self.settings = settings
    examination = AgentExamination(
      game, observation, episodes: settings.evaluationEpisodes, seed: seed)
    totalFrames = frames
    epochFrames = min(frames, settings.evaluationInterval)
    random = RandomSource(seed: seed)
    learner = QLearner(
      ObservationFormat(game, observation).network(
        actionCount: game.actions.count, isDueling: settings.isDueling), settings,
      random: RandomSource(seed: seed, stream: 2))
    player = Player(
      game, observation,
      remembering: ReplayBuffer.Settings(
        capacity: settings.replayCapacity, stepCount: settings.stepCount,
        discount: settings.discount, priorityExponent: settings.priorityExponent), seed: seed)
  }

  /// The network that plays.
  public var network: QNetwork { learner.online }
  /// Its one optimizer.
  public var optimizers: [(name: String, optimizer: Optimizer)] {
    [("optimizer", learner.optimizer)]
  }

  /// Epochs until all frames are played.
  public var epochCount: Int { (totalFrames + epochFrames - 1) / epochFrames }

  /// Frames that are played by the end of an epoch, counted from 1.
  public func frames(afterEpoch epoch: Int) -> Int { min(epoch * epochFrames, totalFrames) }

  private func frames(inEpoch epoch: Int) -> Int {
    frames(afterEpoch: epoch + 1) - frames(afterEpoch: epoch)
  }

  /// A hundred frames are a step.
  public func stepCount(inEpoch epoch: Int) -> Int {
    (frames(inEpoch: epoch) + Self.stepFrames - 1) / Self.stepFrames
  }

  /// Plays a hundred frames, or what is left of the epoch, and learns from time to time.
  public func step(_ step: Int, epoch: Int) -> StepReport {
    play(min(frames(inEpoch: epoch) - step * Self.stepFrames, Self.stepFrames))
  }

  private func play(_ count: Int) -> StepReport {
    var sum = 0.0
    for _ in 0..<count {
      playFrame()
      let isTime = frame >= settings.warmUpFrames && frame % settings.updateInterval == 0
      if isTime && player.replay.isDrawable { learn() }
      sum += loss
    }
    return StepReport(sampleCount: count, sums: ["loss": sum])
  }

  private func playFrame() {
    let action = split.measure(\.acting) { chooseAction() }
    _ = split.measure(\.game) { player.play(action) }
    frame += 1
  }

  private func chooseAction() -> Int {
    let epsilon =
      frame < settings.warmUpFrames
      ? 1 : settings.exploration.value(at: frame - settings.warmUpFrames)
    if random.uniform() < epsilon { return random.index(below: player.environment.actionCount) }
    return learner.decide(player.replay.latest()).action
  }

  private func learn() {
    // Weights make up for priorities fully in the end only (β from 0.4 to 1 over a million frames).
    let correction = min(0.4 + 0.6 * Float(frame) / 1e6, 1)
    let batch = split.measure(\.replay) {
      player.replay.draw(settings.batchSize, correction: correction, using: random)
    }
    let result = split.measure(\.network) { learner.update(batch) }
    split.measure(\.replay) { player.replay.update(batch, errors: result.errors) }
    loss = Double(result.loss)
  }

  /// The scores of the greedy policy, and of the episodes played while learning.
  public func evaluate() -> [Metric] {
    examination.metrics(network, whileLearning: player.takeScores())
  }
}

extension DQNTask {
  private struct Progress: Codable {
    var frame: Int
    var updateCount: Int
    var loss: Double
    var split: TimeSplit
    var player: Player.Progress
  }

  /// The target network, the replay buffer and the episode so far: with them a resumed run is the same run.
  public var state: TaskState {
    get throws {
      var state = TaskState()
      for (name, tensor) in learner.target.state { state.tensors["target.\(name)"] = tensor }
      player.replay.save(to: &state)
      let progress = Progress(
        frame: frame, updateCount: learner.updateCount, loss: loss, split: split,
        player: player.progress)
      state.json = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
      return state
    }
  }

  /// Goes on from what `state` kept.
  public func restore(_ state: TaskState) -> Bool {
    let prefix = "target."
    let target = Dictionary(
      uniqueKeysWithValues: state.tensors.compactMap { name, tensor in
        name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), tensor) : nil
      })
    guard
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(state.json.utf8)),
      progress.frame >= 0, progress.updateCount >= 0,
      (try? learner.target.load(state: target)) != nil, player.restore(progress.player, state)
    else { return false }
    frame = progress.frame
    learner.updateCount = progress.updateCount
    loss = progress.loss
    split = progress.split
    return true
  }
}
