import Games
import Inference
import ModelZoo
import NeuralNet

/// Learning a game, as a task for the trainer: a sample is a frame, an epoch the frames between two evaluations.
public protocol AgentTask: TrainingTask {
  /// The network that plays.
  var network: QNetwork { get }
  /// Where the time went.
  var split: TimeSplit { get }
  /// Epochs until all frames are played.
  var epochCount: Int { get }
  /// Frames that are played by the end of an epoch, counted from 1.
  func frames(afterEpoch epoch: Int) -> Int
}

extension AgentTask {
  /// The network.
  public var model: Module { network }
  /// The mean score of the evaluation's episodes.
  public var monitor: Monitor { .maximum("score") }
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
