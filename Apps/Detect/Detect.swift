import AppSupport
import ArgumentParser

/// Finds objects in pictures.
@main struct Detect: Application {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Finds objects in pictures, and teaches networks to find yours.",
    discussion: "detect FILE… is short for detect run FILE…",
    subcommands: [Run.self, Train.self, Evaluate.self, Info.self, Explain.self],
    defaultSubcommand: Run.self)
}
