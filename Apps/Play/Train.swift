import AppSupport
import ArgumentParser
import Games
import Inference
import Training

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
      try (1...1_000_000_000).check("--frames", frames)
      guard training.epochs == nil else {
        throw ValidationError("an agent learns by --frames, not by --epochs")
      }
    }

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/play-\(game.rawValue)-\(observation.rawValue)")
      let recipe = AgentRecipe(
        game: game, observation: observation, method: learning.method(observation, training),
        frames: frames, seed: common.seed)
      try train(recipe.makeTask(), recipe, folder, console)
    }

    private func train<Task: AgentTask>(
      _ task: Task, _ recipe: AgentRecipe, _ folder: String, _ console: Console
    ) throws {
      let run = try recipe.run(
        task, command: common.command, directory: folder, resumes: training.resume)
      defer { if task.split.total > 0 { console.remark("time: \(task.split.description)") } }
      let planned = task.frames(afterEpoch: task.epochCount)
      try training.carryOut(run, on: console, isJSON: common.json) {
        "mean score \($0.value.rounded(places: 2)) after \(task.frames(afterEpoch: $0.epoch)) of "
          + "\(planned) frames"
      }
    }
  }
}
