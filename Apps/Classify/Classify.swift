import ArgumentParser

@main
struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Names the digit in a picture, and teaches networks to do so.",
    subcommands: [Train.self, Evaluate.self])
}
