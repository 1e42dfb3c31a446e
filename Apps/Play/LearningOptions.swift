import AppSupport
import ArgumentParser
import Games
import Inference
import Training

/// How an agent learns, as far as it can be chosen.
struct LearningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How to learn: parallel plays many games at once (PQN); efficient and paper replay the transitions of one (DQN), "
        + "paper with MinAtar's settings."))
  var recipe: Recipe = .parallel

  @Option(help: "Frames between updates of the network.")
  var updateInterval: Int?

  @Option(help: "Updates between copies into the target network.")
  var targetInterval: Int?

  @Option(help: "n of the n-step return.")
  var steps: Int?

  @Option(help: "Replay buffer capacity, in transitions.")
  var replay: Int?

  @Option(help: "Discount factor γ.")
  var discount: Float?

  @Option(help: "Priority exponent α of prioritised replay, 0...1.")
  var priority: Float?

  @Option(help: "Final exploration rate ε.")
  var epsilon: Float?

  @Option(help: "Frames in which ε falls to that.")
  var epsilonFrames: Int?

  @Flag(inversion: .prefixedNo, help: "Double Q-learning.")
  var double: Bool?

  @Flag(inversion: .prefixedNo, help: "Dueling architecture.")
  var dueling: Bool?

  @Option(help: "parallel: environments that are played at once.")
  var environments: Int?

  @Option(help: "parallel: rollout length of each environment, in frames.")
  var rollout: Int?

  @Option(help: "parallel: λ of the λ-returns, 0...1.")
  var lambda: Float?

  @Option(help: "Frames between evaluations.")
  var evaluationInterval: Int?

  @Option(help: "Episodes an evaluation plays.")
  var evaluationEpisodes: Int?

  enum Recipe: String, CaseIterable, ExpressibleByArgument {
    case parallel, efficient, paper
  }

  func validate() throws {
    let others: [(String, Bool)] =
      recipe == .parallel
      ? [
        ("--update-interval", updateInterval != nil), ("--target-interval", targetInterval != nil),
        ("--steps", steps != nil), ("--replay", replay != nil), ("--priority", priority != nil),
        ("--epsilon-frames", epsilonFrames != nil), ("--double", double != nil),
      ]
      : [
        ("--environments", environments != nil), ("--rollout", rollout != nil),
        ("--lambda", lambda != nil),
      ]
    if let (name, _) = others.first(where: \.1) {
      throw ValidationError("\(name) does not go with --recipe \(recipe.rawValue)")
    }
    for (name, value) in [
      ("--update-interval", updateInterval), ("--target-interval", targetInterval),
      ("--evaluation-interval", evaluationInterval),
      ("--evaluation-episodes", evaluationEpisodes), ("--epsilon-frames", epsilonFrames),
    ] {
      try (1...1_000_000_000).check(name, value)
    }
    try (1...100).check("--steps", steps)
    try (1000...10_000_000).check("--replay", replay)
    try (1...1024).check("--environments", environments)
    try (1...1024).check("--rollout", rollout)
    for (name, value) in [
      ("--discount", discount), ("--priority", priority), ("--epsilon", epsilon),
      ("--lambda", lambda),
    ] {
      try (0...1).check(name, value)
    }
  }

  /// The recipe's settings, and what was chosen.
  func method(_ observation: ObservationKind, _ training: TrainOptions) -> LearningMethod {
    switch recipe {
    case .efficient: .replay(settings(DQNSettings(), training))
    case .paper: .replay(settings(.paper, training))
    case .parallel: .parallel(settings(ParallelQSettings(observation), training))
    }
  }

  private func settings(_ start: DQNSettings, _ training: TrainOptions) -> DQNSettings {
    var settings = start
    settings.batchSize = training.batchSize ?? settings.batchSize
    settings.learningRate = training.learningRate ?? settings.learningRate
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

  private func settings(_ start: ParallelQSettings, _ training: TrainOptions)
    -> ParallelQSettings
  {
    var settings = start
    settings.batchSize = training.batchSize ?? settings.batchSize
    settings.learningRate = training.learningRate ?? settings.learningRate
    settings.discount = discount ?? settings.discount
    settings.lambda = lambda ?? settings.lambda
    settings.environmentCount = environments ?? settings.environmentCount
    settings.stepCount = rollout ?? settings.stepCount
    settings.finalEpsilon = epsilon ?? settings.finalEpsilon
    settings.isDueling = dueling ?? settings.isDueling
    settings.evaluationInterval = evaluationInterval ?? settings.evaluationInterval
    settings.evaluationEpisodes = evaluationEpisodes ?? settings.evaluationEpisodes
    return settings
  }
}
