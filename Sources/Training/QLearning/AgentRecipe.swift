import Games
import Inference
import ModelZoo
import TensorCore

/// How an agent learns.
public enum LearningMethod: Sendable, Codable {
  /// One game and a replay buffer (DQN).
  case replay(DQNSettings)
  /// Many games at once and no replay buffer (PQN).
  case parallel(ParallelQSettings)

  fileprivate var evaluationEpisodes: Int {
    switch self {
    case .replay(let settings): settings.evaluationEpisodes
    case .parallel(let settings): settings.evaluationEpisodes
    }
  }
}

/// What agent is taught, and how.
public struct AgentRecipe: Sendable, Codable {
  /// Which game.
  public var game: GameKind
  /// What the agent looks at.
  public var observation: ObservationKind
  /// How it learns.
  public var method: LearningMethod
  /// Frames to play; one round more at most are played.
  public var frames: Int
  /// Decides everything random.
  public var seed: UInt64

  /// A recipe.
  public init(
    game: GameKind, observation: ObservationKind, method: LearningMethod, frames: Int, seed: UInt64
  ) {
    self.game = game
    self.observation = observation
    self.method = method
    self.frames = frames
    self.seed = seed
  }

  /// The task that this recipe asks for.
  public func makeTask() -> any AgentTask {
    switch method {
    case .replay(let settings):
      DQNTask(game.type, observation, settings: settings, frames: frames, seed: seed)
    case .parallel(let settings):
      ParallelQTask(game.type, observation, settings: settings, frames: frames, seed: seed)
    }
  }

  /// A training of the task that this recipe asked for.
  ///
  /// - Parameter command: the command line, for the weight file's metadata.
  public func run<Task: AgentTask>(
    _ task: Task, command: String, directory: String, resumes: Bool = false
  ) throws -> TrainingRun<Task> {
    var fingerprint = self
    var options = TrainingOptions(
      epochs: task.epochCount, seed: seed, directory: directory, resumes: resumes)
    switch method {
    // Nothing depends on how many frames there will be: a resumed run may have more.
    case .replay: fingerprint.frames = 0
    case .parallel: options.schedule = { .oneCycle(total: $0, warmUp: 0.02) }
    }
    let (game, observation) = (game, observation)
    return try TrainingRun(task, recipe: fingerprint, options: options) { result in
      try Agent.metadata(
        of: task.network, game: game, observation: observation,
        adding: [
          "data": "\(task.frames(afterEpoch: result.epoch)) frames of its own play",
          "metric":
            "mean score \(result.value) of \(method.evaluationEpisodes) episodes without exploration, which "
            + "chose the weights",
          "command": "play " + command,
        ])
    }
  }
}
