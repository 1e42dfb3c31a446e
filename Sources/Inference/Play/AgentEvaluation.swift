import Games

/// Measures what an agent, or chance, scores.
public enum AgentEvaluation {
  /// What is asked.
  public struct Request: Sendable, Codable {
    /// Which game.
    public var game: GameKind
    /// What a player looks at.
    public var observation: ObservationKind
    /// How many episodes are played.
    public var episodes = 100
    /// The share of actions taken at random.
    public var epsilon: Float = 0
    /// Decides everything random.
    public var seed: UInt64 = 0

    /// A hundred episodes without exploration unless said otherwise.
    public init(
      game: GameKind, observation: ObservationKind, episodes: Int = 100, epsilon: Float = 0,
      seed: UInt64 = 0
    ) {
      self.game = game
      self.observation = observation
      self.episodes = episodes
      self.epsilon = epsilon
      self.seed = seed
    }
  }

  /// What was scored.
  public struct Answer: Sendable, Codable, Equatable {
    /// Which game.
    public let game: GameKind
    /// What the player looked at.
    public let observation: ObservationKind
    /// How many episodes were played.
    public let episodes: Int
    /// The mean score.
    public let mean: Double
    /// The mean's standard error.
    public let standardError: Double
    /// The score in the middle.
    public let median: Double
    /// The best score.
    public let best: Double
    /// The share of actions taken at random; 1 without an agent.
    public let epsilon: Double

    private enum CodingKeys: String, CodingKey {
      case game, observation, episodes, mean
      case standardError = "standard_error"
      case median, best, epsilon
    }
  }

  /// Plays, and says what was scored.
  ///
  /// - Parameters:
  ///   - agent: who plays; at random where nil.
  ///   - isInterrupted: asked at each step whether to stop.
  public static func answer(
    to request: Request, by agent: Agent?, isInterrupted: () -> Bool = { false }
  ) -> Answer {
    let result = PolicyEvaluation.play(
      request.game.type, request.observation,
      policy: agent.map { .greedy($0.network, epsilon: request.epsilon) } ?? .random,
      episodes: request.episodes, seed: request.seed, isInterrupted: isInterrupted)
    return Answer(
      game: request.game, observation: request.observation, episodes: request.episodes,
      mean: result.mean, standardError: result.standardError, median: result.median,
      best: result.best,
      epsilon: agent == nil ? 1 : (Double(request.epsilon) * 1e6).rounded() / 1e6)
  }
}
