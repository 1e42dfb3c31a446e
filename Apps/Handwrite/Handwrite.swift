import AppSupport
import ArgumentParser

@main
struct Handwrite: Application {
  static let configuration = CommandConfiguration(
    commandName: "handwrite",
    abstract: "Writes texts by hand, reads handwriting, and teaches networks to do so.",
    discussion: "handwrite TEXT… is short for handwrite run TEXT…",
    subcommands: [
      Run.self, Read.self, Styles.self, Learn.self, Train.self, Rank.self, Evaluate.self,
      Info.self, Explain.self,
    ],
    defaultSubcommand: Run.self)
}
