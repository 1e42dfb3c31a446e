import AppSupport
import ArgumentParser
import Games
import Inference

extension Play {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures what an agent scores.")

    @OptionGroup var agent: AgentOptions

    @Option(help: "How many episodes to play.")
    var episodes = 100

    @Option(help: "Share of actions taken at random, 0...1.")
    var epsilon: Float = 0

    @Flag(help: "Play at random, without an agent.")
    var random = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (1...1_000_000).check("--episodes", episodes)
      guard (0...1).contains(epsilon) else {
        throw ValidationError("--epsilon is between 0 and 1, not \(epsilon)")
      }
    }

    func run() throws {
      let console = common.start()
      Interruption.listen()
      let player = random ? nil : try agent.load()
      let request = AgentEvaluation.Request(
        game: agent.game, observation: player?.observation ?? agent.observation ?? .grid,
        episodes: episodes, epsilon: epsilon, seed: common.seed)
      let answer = AgentEvaluation.answer(
        to: request, by: player, isInterrupted: { Interruption.isRequested })
      if Interruption.isRequested { throw ExitCode(Interruption.exitCode) }
      if common.json { return try console.result(json: answer) }
      console.result(
        "\(answer.game.rawValue) from its \(answer.observation.rawValue), \(episodes) episodes"
          + "\(random ? " at random" : ""): mean \(answer.mean.rounded(places: 3)) ± "
          + "\(answer.standardError.rounded(places: 3)), median \(answer.median), "
          + "best \(answer.best)")
    }
  }
}
