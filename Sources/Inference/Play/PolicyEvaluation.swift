import Games
import ModelZoo
import TensorCore

/// What a policy scores over many episodes.
public struct PolicyEvaluation: Sendable, Equatable {
  /// The score of each episode, in order.
  public let scores: [Double]

  /// The figures of these scores.
  public init(scores: [Double]) { self.scores = scores }

  /// Their mean.
  public var mean: Double { scores.reduce(0, +) / Double(max(scores.count, 1)) }

  /// The mean's standard error.
  public var standardError: Double {
    guard scores.count > 1 else { return 0 }
    let squares = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(scores.count - 1) / Double(scores.count)).squareRoot()
  }

  /// The middle one, or the mean of the two in the middle.
  public var median: Double {
    guard !scores.isEmpty else { return 0 }
    let sorted = scores.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The best one.
  public var best: Double { scores.max() ?? 0 }

  /// Who plays.
  public enum Policy {
    /// All actions alike.
    case random
    /// The action that a network values most, and a random one so often.
    case greedy(QNetwork, epsilon: Float)
  }

  /// Plays episodes, many at once. Each has chance of its own: episode `i` is that of seed + `i`.
  ///
  /// - Parameter isInterrupted: asked at each step whether to stop; episodes that are not over then do not count.
  public static func play(
    _ game: any Game.Type, _ observation: ObservationKind, policy: Policy, episodes: Int,
    seed: UInt64,
    isInterrupted: () -> Bool = { false }
  ) -> PolicyEvaluation {
    var scores: [Double] = []
    for start in stride(from: 0, to: episodes, by: 100) where !isInterrupted() {
      let numbers = start..<min(start + 100, episodes)
      var group = EpisodeGroup(game, observation, seeds: numbers.map { seed &+ UInt64($0) })
      while !group.isOver, !isInterrupted() { group.step(policy) }
      scores += group.scores
    }
    return PolicyEvaluation(scores: scores)
  }
}

/// Episodes that are played side by side, so that a network values all their positions at once.
private struct EpisodeGroup {
  private struct Episode {
    let environment: Environment
    var frames: FrameStack
    var random: GameRandom
  }

  private var episodes: [Episode]
  private let observation: ObservationKind
  private let format: ObservationFormat
  /// Places in a batch; halved as episodes end, so that few shapes come up.
  private var width: Int

  init(_ game: any Game.Type, _ observation: ObservationKind, seeds: [UInt64]) {
    self.observation = observation
    format = ObservationFormat(game, observation)
    let format = format
    episodes = seeds.map { seed in
      // Chance of the game and of the policy are streams of their own.
      var random = GameRandom(seed: seed ^ 0x5851_F42D_4C95_7F2D)
      let environment = Environment(game, seed: random.next())
      var frames = FrameStack(format)
      frames.observe(environment, observation, isFirst: true)
      return Episode(environment: environment, frames: frames, random: random)
    }
    width = episodes.count
  }

  private var active: [Int] { episodes.indices.filter { episodes[$0].environment.ending == .none } }
  var isOver: Bool { episodes.allSatisfy { $0.environment.ending != .none } }
  /// The scores of the episodes that are over.
  var scores: [Double] {
    episodes.filter { $0.environment.ending != .none }.map(\.environment.score)
  }

  mutating func step(_ policy: PolicyEvaluation.Policy) {
    let active = active
    let actions: [Int]
    switch policy {
    case .random:
      actions = active.map { index in
        episodes[index].random.index(below: episodes[index].environment.actionCount)
      }
    case .greedy(let network, let epsilon):
      let best = bestActions(active, network)
      actions = zip(active, best).map { index, action in
        guard epsilon > 0, episodes[index].random.chance(epsilon) else { return action }
        return episodes[index].random.index(below: episodes[index].environment.actionCount)
      }
    }
    for (index, action) in zip(active, actions) {
      episodes[index].environment.act(action)
      if case .greedy = policy {
        episodes[index].frames.observe(
          episodes[index].environment, observation, isFirst: false)
      }
    }
  }

  private mutating func bestActions(_ active: [Int], _ network: QNetwork) -> [Int] {
    while width >= 2 * active.count && width > 1 { width = (width + 1) / 2 }
    let (size, width) = (format.floatCount, width)
    let input = Tensor(shape: Shape([width] + format.inputShape)) { buffer in
      guard let base = buffer.baseAddress else { return }
      for place in 0..<width {
        // Places that are left over repeat the first.
        episodes[active[place < active.count ? place : 0]].frames.decode(into: base + place * size)
      }
    }
    let values = withoutGradient { network(input).values }
    let actionCount = values.count / width
    return active.indices.map { place in
      bestAction(values[(place * actionCount)..<((place + 1) * actionCount)])
    }
  }
}
