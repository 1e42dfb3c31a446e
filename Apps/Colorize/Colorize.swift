import AppSupport
import ArgumentParser

@main
struct Colorize: Application {
  static let configuration = CommandConfiguration(
    commandName: "colorize",
    abstract: "Gives black-and-white photographs colours, and teaches networks to do so.",
    discussion: "colorize FILE… is short for colorize run FILE…",
    subcommands: [Run.self, Train.self, Evaluate.self, Info.self, Explain.self],
    defaultSubcommand: Run.self)
}
