import AppSupport
import ArgumentParser

@main
struct Play: Application {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Shows agents that have learnt to play, lets you play, and teaches them.",
    discussion: "play GAME is short for play show GAME; play list names the games.",
    subcommands: [Show.self, List.self, Train.self, Evaluate.self, Info.self],
    defaultSubcommand: Show.self)
}
