import AppSupport
import ArgumentParser
import Games
import Reinforcement

/// How an agent learns, as far as it can be chosen.
struct LearningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How to learn: parallel plays many games at once (PQN); efficient and paper replay the memory of one (DQN), "
        + "paper with MinAtar's settings."))
  var recipe: Recipe = .parallel

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

  @Option(help: "parallel: games that are played at once.")
  var environments: Int?

  @Option(help: "parallel: frames that each plays between two rounds of learning.")
  var rollout: Int?

  @Option(help: "parallel: how far targets trust the rewards that followed, 0...1.")
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
    try check(
      1...1_000_000_000,
      [
        ("--update-interval", updateInterval), ("--target-interval", targetInterval),
        ("--evaluation-interval", evaluationInterval),
        ("--evaluation-episodes", evaluationEpisodes), ("--epsilon-frames", epsilonFrames),
      ])
    try check(1...100, [("--steps", steps)])
    try check(1000...10_000_000, [("--replay", replay)])
    try check(1...1024, [("--environments", environments), ("--rollout", rollout)])
    try check(
      0...1,
      [
        ("--discount", discount), ("--priority", priority), ("--epsilon", epsilon),
        ("--lambda", lambda),
      ])
  }

  private func check<Value: Comparable>(
    _ range: ClosedRange<Value>, _ options: [(name: String, value: Value?)]
  ) throws {
    for (name, value) in options {
      if let value, !range.contains(value) {
        throw ValidationError(
          "\(name) is between \(range.lowerBound) and \(range.upperBound), not \(value)")
      }
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
