import Games
import ModelZoo
import TensorCore

/// An agent at play, a step at a time, for people to look at.
public final class AgentPlayer {
  /// The game being played.
  public let environment: Environment
  /// What the network thinks each action is worth now.
  public private(set) var values: [Float] = []
  /// The action it takes next.
  public private(set) var action = 0

  private let network: QNetwork
  private let observation: ObservationKind
  private let format: ObservationFormat
  private var frames: FrameStack

  /// An agent at the start of a game.
  public init(_ agent: Agent, seed: UInt64) {
    environment = Environment(agent.game, seed: seed)
    network = agent.network
    observation = agent.observation
    format = ObservationFormat(agent.game.type, agent.observation)
    frames = FrameStack(format)
    look(isFirst: true)
  }

  private func look(isFirst: Bool) {
    frames.observe(environment, observation, isFirst: isFirst)
    let input = Tensor(shape: Shape([1] + format.inputShape)) { buffer in
      if let base = buffer.baseAddress { frames.decode(into: base) }
    }
    values = withoutGradient { network(input).values }
    action = bestAction(values)
  }

  /// Takes the action that is worth most, or starts anew after an episode's end.
  public func advance() {
    if environment.ending == .none {
      environment.act(action)
      look(isFirst: false)
    } else {
      environment.reset()
      look(isFirst: true)
    }
  }
}

/// Where the largest value stands; the first of equals.
public func bestAction(_ values: some Collection<Float>) -> Int {
  values.enumerated().reduce((0, -Float.infinity)) { $1.element > $0.1 ? $1 : $0 }.0
}
