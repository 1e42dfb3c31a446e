import AppSupport
import ArgumentParser
import Games
import Reinforcement
import Platform

extension GameKind: ExpressibleByArgument {}
extension ObservationKind: ExpressibleByArgument {}

/// Which game, and whose weights play it.
struct AgentOptions: ParsableArguments {
  @Argument(help: "The game; play list names them.")
  var game: GameKind

  @Option(help: "What the agent looks at: grid or screen (default: what a shipped agent does).")
  var observation: ObservationKind?

  @Option(help: "Weight file (default: the one that ships).")
  var weights: String?

  /// What a shipped agent is called.
  static func name(_ game: GameKind, _ observation: ObservationKind) -> String {
    "play-\(game.rawValue)" + (observation == .screen ? "-screen" : "")
  }

  /// The weight file: the shipped agent that looks at what was asked for, or at the grid rather than the screen.
  func path() throws -> String {
    if let weights { return weights }
    let views = observation.map { [$0] } ?? [.grid, .screen]
    for view in views {
      if let found = try? DataFolder.weights(of: AgentOptions.name(game, view)) { return found }
    }
    return try DataFolder.weights(of: AgentOptions.name(game, views[0]))
  }

  /// The agent.
  func load() throws -> AgentFile {
    let path = try path()
    let file = try AgentFile(contentsOf: path, game: game)
    if let observation, observation != file.observation {
      throw OtherObservation(path: path, found: file.observation, expected: observation)
    }
    return file
  }

  /// Why an agent is not the one that was asked for.
  struct OtherObservation: DescribedError {
    let path: String
    let found: ObservationKind
    let expected: ObservationKind

    var description: String {
      "\(path): its agent looks at the \(found.rawValue), expected the \(expected.rawValue); "
        + "leave --observation out or train one"
    }
  }
}
