import AppSupport
import ArgumentParser

@main
struct Classify: Application {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract:
      "Names what is in a picture, a thing or a digit on paper, and teaches networks to do so.",
    discussion: "classify FILE… is short for classify run FILE…",
    subcommands: [Run.self, Train.self, Evaluate.self, Info.self, Explain.self],
    defaultSubcommand: Run.self)
}
