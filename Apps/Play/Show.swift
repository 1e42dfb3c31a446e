import AppSupport
import ArgumentParser
import Foundation
import Games
import Inference
import Platform
import Training

extension Play {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows an agent at play, or lets you play (the default command).")

    @OptionGroup var agent: AgentOptions

    @Flag(help: "Play yourself, with the arrow keys and space.")
    var human = false

    @Option(
      help:
        "Write what the agent does as an animated GIF instead of showing it; - is standard output.")
    var record: String?

    @Option(help: "Episodes to show (default: until you quit; one in a GIF).")
    var episodes: Int?

    @Option(help: "Most steps in a GIF.")
    var frames = 500

    @Option(help: "Steps a second (default: one that a person can follow).")
    var speed: Double?

    @OptionGroup var common: CommonOptions

    func validate() throws {
      if human && record != nil {
        throw ValidationError("--record shows an agent; leave --human out")
      }
      if let episodes, episodes < 1 {
        throw ValidationError("--episodes is 1 or more, not \(episodes)")
      }
      try (1...1_000_000).check("--frames", frames)
      if let speed, !(1...120).contains(speed) {
        throw ValidationError("--speed is between 1 and 120, not \(speed)")
      }
    }

    func run() throws {
      let console = common.start()
      let stage =
        human
        ? Stage(agent.game, seed: common.seed) : Stage(try agent.load(), seed: common.seed)
      if let record { return try self.record(stage, to: record, console) }
      try show(stage)
      if Interruption.isRequested { throw ExitCode(Interruption.exitCode) }
      report(stage, console)
    }

    private func record(_ stage: Stage, to path: String, _ console: Console) throws {
      if path == "-", isatty(STDOUT_FILENO) == 1 { throw PictureOnTerminal() }
      Interruption.listen()
      let recording = Recording(
        stage, framesPerSecond: speed ?? agent.game.usualSpeed, console: console)
      let count = try recording.write(to: path, episodes: episodes ?? 1, frameLimit: frames)
      if path != "-" { console.result(path) }
      console.remark("\(count) steps, score \(stage.environment.score.rounded(places: 2))")
      if Interruption.isRequested { throw ExitCode(Interruption.exitCode) }
    }

    private func show(_ stage: Stage) throws {
      let terminal: Terminal
      do {
        terminal = try Terminal(environment: ProcessInfo.processInfo.environment)
      } catch let error as TerminalError {
        throw NothingToDrawOn(cause: error)
      }
      // Also where something is thrown: the message must not be drawn over the picture.
      defer { terminal.close() }
      let usual = agent.game.usualSpeed
      try Session(
        stage, terminal: terminal, title: "\(agent.game.rawValue)\(human ? "" : " · DQN")",
        episodes: episodes, framesPerSecond: speed ?? (human ? usual * 0.7 : usual)
      ).run()
    }

    private func report(_ stage: Stage, _ console: Console) {
      guard let mean = stage.mean else { return }
      console.result(
        "\(agent.game.rawValue): \(stage.scores.count) episodes, mean score "
          + "\(mean.rounded(places: 2)), best \(stage.scores.max() ?? 0)")
    }

    struct PictureOnTerminal: DescribedError {
      let description = "--record - writes a GIF to standard output, which is a terminal"
    }

    struct NothingToDrawOn: DescribedError {
      let cause: TerminalError
      var description: String {
        "\(cause); --record FILE.gif writes what would be shown, play evaluate measures it"
      }
    }
  }
}

extension GameKind {
  /// Steps a second that a person can follow.
  var usualSpeed: Double {
    switch self {
    case .cartpole: 30
    case .pong: 20
    case .freeway: 20
    default: 8
    }
  }
}
