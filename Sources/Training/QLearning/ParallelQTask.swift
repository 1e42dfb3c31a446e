import Foundation
import Games
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Learning a game as PQN does: rounds in which many copies of the game are played a little, and each frame is learnt
/// from a few times (Gallici et al. 2024, arXiv:2407.04811). A trainer's step is a round.
public final class ParallelQTask: AgentTask {
  /// The network that acts and learns.
  public let network: QNetwork
  /// Every random decision but the games' own.
  public let random: RandomSource
  /// Where the time went.
  public private(set) var split = TimeSplit()

  private let settings: ParallelQSettings
  private let totalRounds: Int
  private let epochRounds: Int
  private let format: ObservationFormat
  private let examination: AgentExamination
  private let players: [Player]
  private let optimizer: Optimizer
  private var frame = 0

  /// A frame to learn from.
  private struct Sample {
    var player: Int
    var entry: Int
    var action = 0
    var target: Float = 0
  }

  /// A task that begins with random weights and is to see so many frames.
  public init(
    _ game: any Game.Type, _ observation: ObservationKind, settings: ParallelQSettings,
    frames: Int, seed: UInt64
  ) {
    self.settings = settings
    totalRounds = (frames + settings.roundFrames - 1) / settings.roundFrames
    epochRounds = max(min(frames, settings.evaluationInterval) / settings.roundFrames, 1)
    random = RandomSource(seed: seed)
    examination = AgentExamination(
      game, observation, episodes: settings.evaluationEpisodes, seed: seed)
    let format = ObservationFormat(game, observation)
    self.format = format
    network = QNetwork(
      format.network(
        actionCount: game.actions.count, isDueling: settings.isDueling, isNormalized: true),
      .random(RandomSource(seed: seed, stream: 2)))
    optimizer = Adam(network.parameters, learningRate: settings.learningRate, epsilon: 1e-5)
    // A round with the frames before it that are still seen, were each step to end at a time limit.
    let capacity = 2 * settings.stepCount + format.stackCount + 1
    players = (0..<settings.environmentCount).map { index in
      var chance = GameRandom(seed: seed ^ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
      return Player(
        game, observation, remembering: ReplayBuffer.Settings(capacity: capacity),
        seed: chance.next())
    }
  }

  /// Its one optimizer.
  public var optimizers: [(name: String, optimizer: Optimizer)] { [("optimizer", optimizer)] }

  /// Epochs until all frames are played.
  public var epochCount: Int { (totalRounds + epochRounds - 1) / epochRounds }

  /// Frames that are played by the end of an epoch, counted from 1: whole rounds.
  public func frames(afterEpoch epoch: Int) -> Int {
    min(epoch * epochRounds, totalRounds) * settings.roundFrames
  }

  /// A round is a step.
  public func stepCount(inEpoch epoch: Int) -> Int {
    min(epochRounds, totalRounds - epoch * epochRounds)
  }

  /// Plays a round and learns from it.
  public func step(_ step: Int, epoch: Int) -> StepReport {
    let samples = playRound()
    var sum = 0.0
    for _ in 0..<settings.passCount {
      let order = random.permutation(samples.count)
      for start in stride(from: 0, to: order.count, by: settings.batchSize) {
        let places = order[start..<min(start + settings.batchSize, order.count)]
        sum += learn(places.map { samples[$0] })
      }
    }
    return StepReport(
      sampleCount: samples.count, sums: ["loss": sum / Double(settings.passCount)])
  }

  /// Every player plays some frames; what is to be learnt from them.
  private func playRound() -> [Sample] {
    var samples = players.map { _ in [Sample]() }
    var outcomes = players.map { _ in [Consequence]() }
    var current = split.measure(\.acting) { decide(newest) }
    for _ in 0..<settings.stepCount {
      let epsilon = settings.epsilon(at: frame, of: totalRounds * settings.roundFrames)
      split.measure(\.game) {
        for (index, player) in players.enumerated() {
          let action =
            random.uniform() < epsilon
            ? random.index(below: player.environment.actionCount) : current[index].action
          samples[index].append(
            Sample(player: index, entry: player.replay.written, action: action))
          let outcome = player.play(action)
          outcomes[index].append(
            Consequence(reward: outcome.reward, ending: outcome.ending, nextValue: 0))
        }
      }
      frame += players.count
      current = split.measure(\.acting) {
        let decisions = decide(newest)
        for index in players.indices {
          outcomes[index][outcomes[index].count - 1].nextValue = decisions[index].value
        }
        valueCutOff(&outcomes)
        return decisions
      }
    }
    for index in players.indices {
      let targets = lambdaReturns(
        outcomes[index], discount: settings.discount, lambda: settings.lambda)
      for (place, target) in targets.enumerated() { samples[index][place].target = target }
    }
    return samples.flatMap { $0 }
  }

  /// The frames that are seen now.
  private var newest: [Sample] {
    players.enumerated().map { Sample(player: $0, entry: $1.replay.written) }
  }

  /// Where the clock ended an episode just now, what was seen then counts, not the next episode's beginning.
  private func valueCutOff(_ outcomes: inout [[Consequence]]) {
    let cut = players.indices.filter { outcomes[$0].last?.ending == .timeLimit }
    guard !cut.isEmpty else { return }
    let closing = cut.map { Sample(player: $0, entry: players[$0].replay.written - 1) }
    for (index, decision) in zip(cut, decide(closing)) {
      outcomes[index][outcomes[index].count - 1].nextValue = decision.value
    }
  }

  /// The best action of each observation, and what it is worth.
  private func decide(_ samples: [Sample]) -> [(action: Int, value: Float)] {
    let values = withoutGradient { network(observations(samples)).values }
    let width = values.count / samples.count
    return samples.indices.map { place in
      let row = values[(place * width)..<((place + 1) * width)]
      let action = bestAction(row)
      return (action, row[row.startIndex + action])
    }
  }

  private func observations(_ samples: [Sample]) -> Tensor {
    let size = format.floatCount
    return Tensor(shape: Shape([samples.count] + format.inputShape)) { buffer in
      guard let base = buffer.baseAddress else { return }
      for (place, sample) in samples.enumerated() {
        format.decode(
          players[sample.player].replay.stack(at: sample.entry), into: base + place * size)
      }
    }
  }

  /// One step down the gradient of half the squared error; the sum of the samples' losses.
  private func learn(_ samples: [Sample]) -> Double {
    let states = split.measure(\.replay) { observations(samples) }
    return split.measure(\.network) {
      let actions = IndexTensor(samples.map { Int32($0.action) })
      let targets = Tensor(samples.map(\.target))
      optimizer.zeroGradients()
      let loss = network(states).gatherElements(actions).meanSquaredError(targets) * 0.5
      optimizer.minimize(loss, gradientNormLimit: settings.gradientNormLimit)
      return Double(loss.item) * Double(samples.count)
    }
  }

  /// The scores of the greedy policy, and of the episodes played while learning.
  public func evaluate() -> [Metric] {
    examination.metrics(network, whileLearning: players.flatMap { $0.takeScores() })
  }
}

extension ParallelQTask {
  private struct Progress: Codable {
    var frame: Int
    var split: TimeSplit
    var players: [Player.Progress]
  }

  /// The games so far: with them a resumed run is the same run.
  public var state: TaskState {
    get throws {
      var state = TaskState()
      for (index, player) in players.enumerated() {
        player.replay.save(to: &state, prefix: "\(index).")
      }
      let progress = Progress(frame: frame, split: split, players: players.map(\.progress))
      state.json = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
      return state
    }
  }

  /// Goes on from what `state` kept.
  public func restore(_ state: TaskState) -> Bool {
    guard let progress = try? JSONDecoder().decode(Progress.self, from: Data(state.json.utf8)),
      progress.frame >= 0, progress.players.count == players.count
    else { return false }
    for (index, player) in players.enumerated() {
      guard player.restore(progress.players[index], state, prefix: "\(index).") else {
        return false
      }
    }
    frame = progress.frame
    split = progress.split
    return true
  }
}
