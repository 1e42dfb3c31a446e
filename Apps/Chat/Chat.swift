import AppSupport
import ArgumentParser

/// A bot to talk to.
@main struct Chat: Application {
  static let configuration = CommandConfiguration(
    abstract: "Talks with you: a network that learnt from everyday conversations.",
    subcommands: [Run.self, Train.self, Evaluate.self, Info.self], defaultSubcommand: Run.self)
}
