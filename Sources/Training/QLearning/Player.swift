import Games
import Inference

/// A game being played by one who learns, and what is remembered of it.
final class Player {
  let environment: Environment
  let replay: ReplayBuffer
  private let observation: ObservationKind
  /// The scores of the episodes that are over, until they are taken.
  private(set) var scores: [Double] = []

  init(
    _ game: any Game.Type, _ observation: ObservationKind, remembering: ReplayBuffer.Settings,
    seed: UInt64
  ) {
    self.observation = observation
    environment = Environment(game, seed: seed)
    replay = ReplayBuffer(ObservationFormat(game, observation), remembering)
    beginFrame()
  }

  /// Plays one step, remembers it, and goes on to the next episode where it was the last.
  ///
  /// After a time limit, the entry before the newest holds the frame that the clock cut off.
  func play(_ action: Int) -> Outcome {
    let outcome = environment.act(action)
    replay.finish(
      action: action, reward: outcome.reward, isTerminated: outcome.ending == .terminated,
      isCutOff: outcome.ending == .timeLimit)
    if outcome.ending != .none {
      scores.append(environment.score)
      if outcome.ending == .timeLimit {
        beginFrame()
        replay.close()
      }
      environment.reset()
    }
    beginFrame()
    return outcome
  }

  /// The scores since they were last taken.
  func takeScores() -> [Double] {
    defer { scores = [] }
    return scores
  }

  private func beginFrame() {
    replay.begin { environment.observe(observation, into: $0) }
  }
}

extension Player {
  /// What a checkpoint keeps of a player besides the frames.
  struct Progress: Codable {
    var scores: [Double]
    var episode: EpisodeRecord
    var written: Int
    var largestPriority: Float
  }

  var progress: Progress {
    Progress(
      scores: scores, episode: environment.snapshot, written: replay.written,
      largestPriority: replay.largestPriority)
  }

  /// Goes on from a checkpoint; false where it does not fit.
  func restore(_ progress: Progress, _ remembered: TaskState, prefix: String = "") -> Bool {
    guard environment.restore(progress.episode),
      replay.restore(
        from: remembered, prefix: prefix, written: progress.written,
        largestPriority: progress.largestPriority, actionCount: environment.actionCount)
    else { return false }
    scores = progress.scores
    beginFrame()
    return true
  }
}
