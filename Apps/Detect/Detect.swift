import AppSupport
import ArgumentParser

/// Finds objects in pictures.
@main struct Detect: Application {
  static let configuration = CommandConfiguration(
    commandName: "detect", abstract: "Finds objects in pictures.", subcommands: [Train.self])
}
