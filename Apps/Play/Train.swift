import AppSupport
import ArgumentParser
import Foundation
import Games
import Reinforcement

extension Play {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Teaches an agent a game with a deep Q-network.")

    @Argument(help: "The game; play list names them.")
    var game: GameKind

    @Option(help: "What the agent looks at: grid or screen.")
    var observation: ObservationKind = .grid

    @Option(help: "Frames to play.")
    var frames = 1_000_000

    @OptionGroup var learning: LearningOptions
    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard (1...1_000_000_000).contains(frames) else {
        throw ValidationError("--frames is between 1 and 1000000000, not \(frames)")
      }
      guard training.epochs == nil else {
        throw ValidationError("an agent learns by --frames, not by --epochs")
      }
    }

    func run() throws {
      let console = common.start()
      var settings = learning.settings(game, observation)
      settings.batchSize = training.batchSize ?? settings.batchSize
      settings.learningRate = training.learningRate ?? settings.learningRate
      let recipe = AgentRecipe(
        game: game, observation: observation, settings: settings, frames: frames,
        seed: common.seed)
      let run = AgentRun(recipe, command: CommandLine.arguments.dropFirst().joined(separator: " "))
      if training.dryRun {
        console.result("dry run: loss \(run.tryOut().rounded(places: 4)); all is in order")
        return
      }
      Interruption.listen()
      let reporter = ProgressReporter(console: console, epochs: run.epochs)
      let result = try run.train(
        directory: training.out ?? "training/play-\(game.rawValue)-\(observation.rawValue)",
        resumes: training.resume, observe: reporter.show,
        isInterrupted: { Interruption.isRequested })
      console.remark("time: \(run.split.description)")
      guard let result, !Interruption.isRequested else { throw ExitCode(130) }
      if common.json {
        try console.result(json: result)
      } else {
        console.result(
          "\(result.weights): mean score \(result.score.rounded(places: 2)) "
            + "after \(result.frames) frames")
      }
    }
  }
}

/// How an agent learns, as far as it can be chosen.
struct LearningOptions: ParsableArguments {
  @Option(help: "Settings to start from: efficient, or paper for MinAtar's DQN.")
  var recipe: Recipe = .efficient

  @Option(help: "Frames between updates of the network.")
  var updateInterval: Int?

  @Option(help: "Updates between copies into the target network.")
  var targetInterval: Int?

  @Option(help: "Rewards that a target adds up.")
  var steps: Int?

  @Option(help: "Steps that are remembered.")
  var replay: Int?

  @Option(help: "How much less a reward counts that comes a step later.")
  var discount: Float?

  @Option(help: "How strongly errors decide what is replayed, 0...1.")
  var priority: Float?

  @Option(help: "Share of random actions once learning is under way.")
  var epsilon: Float?

  @Option(help: "Frames until then.")
  var epsilonFrames: Int?

  @Flag(inversion: .prefixedNo, help: "Whether targets are double.")
  var double: Bool?

  @Flag(inversion: .prefixedNo, help: "Whether the heads duel.")
  var dueling: Bool?

  @Option(help: "Frames between evaluations.")
  var evaluationInterval: Int?

  @Option(help: "Episodes an evaluation plays.")
  var evaluationEpisodes: Int?

  func validate() throws {
    for (name, value) in [
      ("--update-interval", updateInterval), ("--target-interval", targetInterval),
      ("--evaluation-interval", evaluationInterval), ("--evaluation-episodes", evaluationEpisodes),
      ("--epsilon-frames", epsilonFrames),
    ] {
      if let value, value < 1 || value > 1_000_000_000 {
        throw ValidationError("\(name) is between 1 and 1000000000, not \(value)")
      }
    }
    if let steps, !(1...100).contains(steps) {
      throw ValidationError("--steps is between 1 and 100, not \(steps)")
    }
    if let replay, !(1000...10_000_000).contains(replay) {
      throw ValidationError("--replay is between 1000 and 10000000, not \(replay)")
    }
    for (name, value) in [
      ("--discount", discount), ("--priority", priority), ("--epsilon", epsilon),
    ] {
      if let value, !(0...1).contains(value) {
        throw ValidationError("\(name) is between 0 and 1, not \(value)")
      }
    }
  }

  enum Recipe: String, CaseIterable, ExpressibleByArgument {
    case efficient, paper
  }

  /// The recipe's settings, and what was chosen.
  func settings(_ game: GameKind, _ observation: ObservationKind) -> DQNSettings {
    var settings = recipe == .paper ? DQNSettings.paper : DQNSettings()
    settings.updateInterval = updateInterval ?? settings.updateInterval
    settings.targetInterval = targetInterval ?? settings.targetInterval
    settings.stepCount = steps ?? settings.stepCount
    settings.replayCapacity = replay ?? settings.replayCapacity
    settings.discount = discount ?? settings.discount
    settings.priorityExponent = priority ?? settings.priorityExponent
    settings.exploration.end = epsilon ?? settings.exploration.end
    settings.exploration.frames = epsilonFrames ?? settings.exploration.frames
    settings.isDouble = double ?? settings.isDouble
    settings.isDueling = dueling ?? settings.isDueling
    settings.evaluationInterval = evaluationInterval ?? settings.evaluationInterval
    settings.evaluationEpisodes = evaluationEpisodes ?? settings.evaluationEpisodes
    return settings
  }
}
