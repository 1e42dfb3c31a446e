import ArgumentParser
import Platform
import TensorCore

/// Options that every command of every application has.
public struct CommonOptions: ParsableArguments {
  /// Decides everything random.
  @Option(help: "Seed of everything random.")
  public var seed: UInt64 = 0

  /// How many threads compute.
  @Option(help: "Threads to compute with (default: one a core).")
  public var threads: Int?

  /// One JSON object a line instead of text.
  @Flag(help: "Print one JSON object a line.")
  public var json = false

  /// No remarks and no progress.
  @Flag(help: "No remarks and no progress on standard error.")
  public var quiet = false

  /// The usual options.
  public init() {}

  /// The command line, for the metadata of weight files.
  public var command: String { CommandLine.arguments.dropFirst().joined(separator: " ") }

  /// Refuses what makes no sense.
  public func validate() throws {
    try (1...1024).check("--threads", threads)
  }

  /// Sets the thread count, says what is wrong with the libraries, and gives the console to write to.
  public func start() -> Console {
    let console = Console(isQuiet: quiet)
    // A file that grows beyond the shell's limit is an error to be named, not a reason to be killed.
    signal(SIGXFSZ, SIG_IGN)
    if let threads { Runtime.threadCount = threads }
    if let warning = Runtime.warning { console.remark("Note: \(warning)") }
    return console
  }
}
