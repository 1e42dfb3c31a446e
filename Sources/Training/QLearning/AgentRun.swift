import Games
import ModelZoo
import Safetensors
import TensorCore
import Training

/// How an agent learns.
public enum LearningMethod: Sendable {
  /// One game and a replay memory (DQN).
  case replay(DQNSettings)
  /// Many games at once and no memory (PQN).
  case parallel(ParallelQSettings)
}

/// What agent is taught, and how.
public struct AgentRecipe: Sendable {
  /// Which game.
  public var game: GameKind
  /// What the agent looks at.
  public var observation: ObservationKind
  /// How it learns.
  public var method: LearningMethod
  /// Frames to play.
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
}

/// An agent about to learn.
public final class AgentRun {
  /// What a run reached.
  public struct Result: Encodable, Sendable {
    /// The file with the best weights.
    public let weights: String
    /// Frames played when they were found.
    public let frames: Int
    /// Their mean score in the evaluation that found them best.
    public let score: Double
  }

  private let recipe: AgentRecipe
  private let command: String
  private let task: any AgentTask

  /// A run that plays so many frames; `command` is the command line, for the weight file's remarks.
  public init(_ recipe: AgentRecipe, command: String) {
    self.recipe = recipe
    self.command = command
    let game = recipe.game.type
    task =
      switch recipe.method {
      case .replay(let settings):
        DQNTask(
          game, recipe.observation, settings: settings, frames: recipe.frames, seed: recipe.seed)
      case .parallel(let settings):
        ParallelQTask(
          game, recipe.observation, settings: settings, frames: recipe.frames, seed: recipe.seed)
      }
  }

  /// Epochs that the run has: one an evaluation.
  public var epochs: Int { (recipe.frames + task.sampleCount - 1) / task.sampleCount }
  /// Where the time went so far.
  public var split: TimeSplit { task.split }

  /// Plays a few frames and learns from them, to see that all is in order.
  public func tryOut() throws -> Double {
    func mean(_ report: StepReport) -> Double {
      (report.sums["loss"] ?? 0) / Double(report.sampleCount)
    }
    switch recipe.method {
    case .replay(let settings): return try mean(task.step(min(settings.warmUpFrames + 100, 20_000)))
    case .parallel(let settings): return try mean(task.step(settings.roundFrames))
    }
  }

  /// Teaches the agent and writes the best weights found as `model.safetensors`.
  ///
  /// - Returns: nil where the user stopped it; the best weights are written nonetheless.
  public func train(
    directory: String, resumes: Bool, observe: @escaping (TrainingEvent) -> Void,
    isInterrupted: @escaping () -> Bool
  ) throws -> Result? {
    try train(task, options(directory: directory, resumes: resumes), observe, isInterrupted)
  }

  private func train<Task: AgentTask>(
    _ task: Task, _ options: TrainingOptions, _ observe: @escaping (TrainingEvent) -> Void,
    _ isInterrupted: @escaping () -> Bool
  ) throws -> Result? {
    let trainer = try Trainer(
      task, options: options, observe: observe, isInterrupted: isInterrupted)
    let outcome = try trainer.run()
    guard let best = trainer.best else { return nil }
    let result = Result(
      weights: options.directory + "/model.safetensors", frames: best.epoch * task.sampleCount,
      score: best.value)
    try write(result, from: trainer.bestPath)
    return outcome == .finished ? result : nil
  }

  private func options(directory: String, resumes: Bool) -> TrainingOptions {
    // What must be the same for a resumed run to be the same run.
    let subject =
      "\(recipe.game.rawValue) from its \(recipe.observation.rawValue), \(recipe.fingerprint), "
      + "\(task.sampleCount) frames an epoch"
    var options = TrainingOptions(
      epochs: epochs, batchSize: 100, learningRate: 0, seed: recipe.seed, directory: directory,
      resumes: resumes, subject: subject)
    switch recipe.method {
    case .replay(let settings):
      options.learningRate = settings.learningRate
      options.allowsMoreEpochs = true
    case .parallel(let settings):
      options.learningRate = settings.learningRate
      options.batchSize = settings.roundFrames
      options.schedule = .oneCycle(
        total: epochs * task.sampleCount / settings.roundFrames, warmUp: 0.02)
    }
    return options
  }

  private func write(_ result: Result, from best: String) throws {
    let network = QNetwork(task.network.configuration, random: RandomSource(seed: 0))
    try network.load(state: try WeightFile(contentsOf: best).tensors)
    try AgentFile.content(
      of: network, game: recipe.game, observation: recipe.observation,
      remarks: [
        "data": "\(result.frames) frames of its own play",
        "metric":
          "mean score \(result.score) of \(recipe.evaluationEpisodes) episodes without exploration, which "
          + "chose the weights",
        "command": "play " + command,
      ]
    ).write(to: result.weights, as: .float16)
  }
}

extension AgentRecipe {
  fileprivate var evaluationEpisodes: Int {
    switch method {
    case .replay(let settings): settings.evaluationEpisodes
    case .parallel(let settings): settings.evaluationEpisodes
    }
  }

  fileprivate var fingerprint: String {
    switch method {
    case .replay(let settings): settings.fingerprint
    case .parallel(let settings): settings.fingerprint + ", \(frames) frames in all"
    }
  }
}

extension DQNSettings {
  /// All settings that change what is learnt, in words.
  var fingerprint: String {
    "discount \(discount), batch \(batchSize), \(optimizer.rawValue), "
      + "gradient norm \(gradientNormLimit.map { "\($0)" } ?? "any"), replay \(replayCapacity), "
      + "warm-up \(warmUpFrames), update every \(updateInterval), target every \(targetInterval), "
      + "epsilon \(exploration.start) to \(exploration.end) in \(exploration.frames), "
      + "\(stepCount) steps\(isDouble ? ", double" : "")\(isDueling ? ", duelling" : ""), "
      + "priority \(priorityExponent), \(evaluationEpisodes) episodes"
  }
}
