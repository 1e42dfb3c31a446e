import Games
import ModelZoo
import Safetensors
import TensorCore
import Training

/// What agent is taught, and how.
public struct AgentRecipe: Sendable {
  /// Which game.
  public var game: GameKind
  /// What the agent looks at.
  public var observation: ObservationKind
  /// How it learns.
  public var settings: DQNSettings
  /// Frames to play.
  public var frames: Int
  /// Decides everything random.
  public var seed: UInt64

  /// A recipe.
  public init(
    game: GameKind, observation: ObservationKind, settings: DQNSettings, frames: Int, seed: UInt64
  ) {
    self.game = game
    self.observation = observation
    self.settings = settings
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
  private let task: DQNTask

  /// A run that plays so many frames; `command` is the command line, for the weight file's remarks.
  public init(_ recipe: AgentRecipe, command: String) {
    self.recipe = recipe
    self.command = command
    task = DQNTask(
      recipe.game.type, recipe.observation, settings: recipe.settings, frames: recipe.frames,
      seed: recipe.seed)
  }

  /// Epochs that the run has: one an evaluation.
  public var epochs: Int { (recipe.frames + task.sampleCount - 1) / task.sampleCount }
  /// Where the time went so far.
  public var split: TimeSplit { task.split }

  /// Plays a few frames and learns from them, to see that all is in order.
  public func tryOut() -> Double {
    let report = task.step(min(recipe.settings.warmUpFrames + 100, 20_000))
    return (report.sums["loss"] ?? 0) / Double(report.sampleCount)
  }

  /// Teaches the agent and writes the best weights found as `model.safetensors`.
  ///
  /// - Returns: nil where the user stopped it; the best weights are written nonetheless.
  public func train(
    directory: String, resumes: Bool, observe: @escaping (TrainingEvent) -> Void,
    isInterrupted: @escaping () -> Bool
  ) throws -> Result? {
    var options = TrainingOptions(
      epochs: epochs, batchSize: 100, learningRate: recipe.settings.learningRate,
      seed: recipe.seed, directory: directory, resumes: resumes, subject: "\(subject)")
    options.allowsMoreEpochs = true
    let trainer = try Trainer(
      task, options: options, observe: observe, isInterrupted: isInterrupted)
    let outcome = try trainer.run()
    guard let best = trainer.best else { return nil }
    let result = Result(
      weights: directory + "/model.safetensors", frames: best.epoch * task.sampleCount,
      score: best.value)
    try write(result, from: trainer.bestPath)
    return outcome == .finished ? result : nil
  }

  /// What must be the same for a resumed run to be the same run.
  private var subject: String {
    "\(recipe.game.rawValue) from its \(recipe.observation.rawValue), "
      + "\(recipe.settings.fingerprint), \(task.sampleCount) frames an epoch"
  }

  private func write(_ result: Result, from best: String) throws {
    let format = ObservationFormat(recipe.game.type, recipe.observation)
    let network = QNetwork(
      format.network(
        actionCount: recipe.game.actions.count, isDueling: recipe.settings.isDueling),
      random: RandomSource(seed: 0))
    try network.load(state: try WeightFile(contentsOf: best).tensors)
    let episodes = recipe.settings.evaluationEpisodes
    try AgentFile.content(
      of: network, game: recipe.game, observation: recipe.observation,
      remarks: [
        "data": "\(result.frames) frames of its own play",
        "metric": "mean score \(result.score) of \(episodes) episodes without exploration, which "
          + "chose the weights",
        "command": "play " + command,
      ]
    ).write(to: result.weights, as: .float16)
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
