import AppSupport
import ArgumentParser

@main
struct Translate: Application {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Translates sentences, and learns to from pairs of them.",
    discussion: "translate TEXT… is short for translate run TEXT…",
    subcommands: [Run.self, Train.self, Evaluate.self, Info.self],
    defaultSubcommand: Run.self)
}
