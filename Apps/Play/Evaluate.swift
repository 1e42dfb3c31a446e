import AppSupport
import ArgumentParser
import Games
import Reinforcement

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
      guard (1...1_000_000).contains(episodes) else {
        throw ValidationError("--episodes is between 1 and 1000000, not \(episodes)")
      }
      guard (0...1).contains(epsilon) else {
        throw ValidationError("--epsilon is between 0 and 1, not \(epsilon)")
      }
    }

    func run() throws {
      let console = common.start()
      Interruption.listen()
      let file = random ? nil : try agent.load()
      let observation = file?.observation ?? agent.observation ?? .grid
      let result = PolicyEvaluation.play(
        agent.game.type, observation,
        policy: file.map { .greedy($0.network, epsilon: epsilon) } ?? .random, episodes: episodes,
        seed: common.seed, isInterrupted: { Interruption.isRequested })
      if Interruption.isRequested { throw ExitCode(130) }
      let report = Report(
        game: agent.game.rawValue, observation: observation.rawValue, episodes: episodes,
        mean: result.mean, standard_error: result.standardError, median: result.median,
        best: result.best, epsilon: random ? 1 : Double(epsilon).rounded(places: 6))
      if common.json {
        try console.result(json: report)
      } else {
        console.result(
          "\(report.game) from its \(report.observation), \(episodes) episodes"
            + "\(random ? " at random" : ""): mean \(report.mean.rounded(places: 3)) ± "
            + "\(report.standard_error.rounded(places: 3)), median \(report.median), "
            + "best \(report.best)")
      }
    }

    private struct Report: Encodable {
      let game: String
      let observation: String
      let episodes: Int
      let mean: Double
      let standard_error: Double
      let median: Double
      let best: Double
      let epsilon: Double
    }
  }
}
