import Games
import ModelZoo
import NeuralNet
import Training

/// Learning a game, as a task for the trainer: a sample is a frame, an epoch the frames between two evaluations.
public protocol AgentTask: TrainingTask where Batch == Int {
  /// The network that plays.
  var network: QNetwork { get }
  /// Where the time went.
  var split: TimeSplit { get }
}

extension AgentTask {
  /// The network.
  public var model: Module { network }
  /// The mean score of the evaluation's episodes.
  public var goal: (metric: String, isHigherBetter: Bool) { ("score", true) }
  /// How many frames to play: which ones does not matter.
  public func batch(at indices: [Int], epoch: Int) -> Int { indices.count }
}

/// How agents are evaluated while they learn: on episodes that are always the same, and none of those they learn from.
struct AgentExamination {
  let game: any Game.Type
  let observation: ObservationKind
  let episodes: Int
  let seed: UInt64

  init(_ game: any Game.Type, _ observation: ObservationKind, episodes: Int, seed: UInt64) {
    (self.game, self.observation, self.episodes) = (game, observation, episodes)
    self.seed = seed &+ 1_000_003
  }

  /// The scores of the greedy policy, and of the episodes played while learning.
  func metrics(_ network: QNetwork, whileLearning scores: [Double]) -> [Metric] {
    let evaluation = PolicyEvaluation.play(
      game, observation, policy: .greedy(network, epsilon: 0), episodes: episodes, seed: seed)
    return [
      Metric("score", evaluation.mean),
      Metric("score_while_learning", PolicyEvaluation(scores: scores).mean),
    ]
  }
}
