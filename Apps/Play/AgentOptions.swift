import AppSupport
import ArgumentParser
import Games
import Inference

extension GameKind: ExpressibleByArgument {}
extension ObservationKind: ExpressibleByArgument {}

/// Which game, and whose weights play it.
struct AgentOptions: ParsableArguments {
  @Argument(help: "The game; play list names them.")
  var game: GameKind

  @Option(help: "What the agent looks at: grid or screen (default: what a shipped agent does).")
  var observation: ObservationKind?

  @Option(help: "Weight file to use (default: the one that ships).")
  var weights: String?

  /// The agent.
  func load() throws -> Agent {
    guard let weights else { return try Agent(game, observation: observation) }
    return try Agent(contentsOf: weights, game: game, observation: observation)
  }
}
