import Games

/// How a deep Q-network learns from many games that are played at once, without replay buffer and target network
/// (PQN, Gallici et al. 2024, arXiv:2407.04811): each frame is learnt from a few times soon after it was played and then
/// forgotten, which costs a fraction of what replaying does. Layer normalisation in the network keeps it stable.
public struct ParallelQSettings: Sendable, Codable, Equatable {
  /// Discount factor γ.
  public var discount: Float = 0.99
  /// λ of the λ-returns: 0 trusts the network's own values, 1 the rewards that followed.
  public var lambda: Float = 0.65
  /// Environments that are played side by side.
  public var environmentCount = 128
  /// Rollout length: frames that each plays between two rounds of learning.
  public var stepCount = 32
  /// Frames in a batch.
  public var batchSize = 128
  /// How often each frame is learnt from.
  public var passCount = 2
  /// The optimizer's step size at its peak.
  public var learningRate: Float = 5e-4
  /// The largest joint norm of all gradients.
  public var gradientNormLimit: Float = 10
  /// The share of random actions in the end.
  public var finalEpsilon: Float = 0.05
  /// The share of all frames in which random actions fall from all to that.
  public var explorationShare: Float = 0.1
  /// Whether the network has a dueling architecture (Wang et al. 2016).
  public var isDueling = false
  /// Frames between evaluations, rounded to whole rounds.
  public var evaluationInterval = 250_000
  /// Episodes an evaluation plays.
  public var evaluationEpisodes = 50

  /// The paper's settings for MinAtar; from the screen, where a frame costs more, shorter rounds with as many updates
  /// a frame, and evaluations more often.
  public init(_ observation: ObservationKind = .grid) {
    guard observation == .screen else { return }
    (environmentCount, stepCount, batchSize) = (64, 16, 64)
    (evaluationInterval, evaluationEpisodes) = (50_000, 10)
  }

  /// Frames in a round.
  public var roundFrames: Int { environmentCount * stepCount }

  /// The share of random actions in a round that starts with this frame.
  public func epsilon(at frame: Int, of total: Int) -> Float {
    let span = Int(explorationShare * Float(total))
    return EpsilonSchedule(start: 1, end: finalEpsilon, frames: span).value(at: frame)
  }
}
