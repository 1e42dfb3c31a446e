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
      let recipe = AgentRecipe(
        game: game, observation: observation, method: learning.method(observation, training),
        frames: frames,
        seed: common.seed)
      let run = AgentRun(recipe, command: CommandLine.arguments.dropFirst().joined(separator: " "))
      let result = try training.carryOut(
        epochs: run.epochs, on: console, firstLoss: run.tryOut
      ) { observe, isInterrupted in
        defer { if run.split.total > 0 { console.remark("time: \(run.split.description)") } }
        return try run.train(
          directory: training.out ?? "training/play-\(game.rawValue)-\(observation.rawValue)",
          resumes: training.resume, observe: observe, isInterrupted: isInterrupted)
      }
      guard let result else { return }
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
