/// How a deep Q-network learns.
public struct DQNSettings: Sendable, Codable, Equatable {
  /// Discount factor γ.
  public var discount: Float = 0.99
  /// Transitions in a batch.
  public var batchSize = 32
  /// The optimizer's step size.
  public var learningRate: Float = 2.5e-4
  /// Which optimizer.
  public var optimizer = OptimizerKind.adam
  /// The largest joint norm of all gradients; nil for no limit.
  public var gradientNormLimit: Float? = 10
  /// Replay buffer capacity, in transitions.
  public var replayCapacity = 100_000
  /// Frames played at random before learning starts.
  public var warmUpFrames = 5000
  /// Frames between updates of the network.
  public var updateInterval = 4
  /// Updates between copies of the network into the target network.
  public var targetInterval = 250
  /// How often random actions are taken.
  public var exploration = EpsilonSchedule()
  /// n of the n-step return.
  public var stepCount = 3
  /// Whether the online network chooses the action that the target network values (van Hasselt et al. 2016,
  /// arXiv:1509.06461).
  public var isDouble = true
  /// Whether the network has a dueling architecture (Wang et al. 2016).
  public var isDueling = true
  /// Priority exponent α of prioritised replay (Schaul et al. 2016); 0 draws uniformly.
  public var priorityExponent: Float = 0
  /// Frames between evaluations.
  public var evaluationInterval = 50_000
  /// Episodes an evaluation plays.
  public var evaluationEpisodes = 20

  /// The optimizers that are offered.
  public enum OptimizerKind: String, Sendable, Codable {
    /// Adam.
    case adam
    /// Centred RMSprop with momentum, as in MinAtar's and Mnih's DQN.
    case rmsprop
  }

  /// Settings that learn much from few updates.
  public init() {}

  /// Those of MinAtar's DQN (Young & Tian 2019): an update each frame, one-step targets, RMSprop.
  public static var paper: DQNSettings {
    var settings = DQNSettings()
    settings.optimizer = .rmsprop
    settings.gradientNormLimit = nil
    settings.updateInterval = 1
    settings.targetInterval = 1000
    settings.exploration = EpsilonSchedule(start: 1, end: 0.1, frames: 100_000)
    settings.stepCount = 1
    settings.isDouble = false
    settings.isDueling = false
    return settings
  }
}

/// How the share of random actions falls while an agent learns: in a line, and then no more.
public struct EpsilonSchedule: Sendable, Codable, Equatable {
  /// The share at first.
  public var start: Float
  /// The share at last.
  public var end: Float
  /// The frames that the way takes.
  public var frames: Int

  /// From all actions to one in fifty within 100,000 frames unless said otherwise.
  public init(start: Float = 1, end: Float = 0.02, frames: Int = 100_000) {
    self.start = start
    self.end = end
    self.frames = frames
  }

  /// The share at a frame, counted from the start of learning.
  public func value(at frame: Int) -> Float {
    guard frame < frames else { return end }
    let share = max(Float(frame) / Float(max(frames, 1)), 0)
    return start + (end - start) * share
  }
}
