import AppSupport
import ArgumentParser
import Games
import Inference

extension Play {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Names the games, and says which agents are there.")

    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let lines = try GameKind.allCases.map(Line.init)
      if common.json {
        for line in lines { try console.result(json: line) }
        return
      }
      console.result(
        TextTable.lines(
          header: ["game", "what it is about", "actions", "shipped agent"],
          rows: lines.map {
            [
              $0.game, $0.summary, $0.actions.joined(separator: " "),
              $0.agents.isEmpty ? "none" : $0.agents.joined(separator: ", "),
            ]
          }
        ).joined(separator: "\n"))
    }

    private struct Line: Encodable {
      let game: String
      let summary: String
      let actions: [String]
      /// What its shipped agents look at.
      let agents: [String]

      init(_ game: GameKind) throws {
        self.game = game.rawValue
        summary = game.summary
        actions = game.actions.map(\.rawValue)
        agents = ObservationKind.allCases.compactMap { observation in
          let path = try? Agent.shippedWeights(game, observation)
          return path.map { _ in observation.rawValue }
        }
      }
    }
  }
}
