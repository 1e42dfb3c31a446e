import ArgumentParser
import TensorCore
import Training

import Platform

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

  /// Refuses what makes no sense.
  public func validate() throws {
    if let threads, threads < 1 || threads > 1024 {
      throw ValidationError("--threads is between 1 and 1024, not \(threads)")
    }
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

/// Options that every `train` command has.
public struct TrainOptions: ParsableArguments {
  /// How often the data is seen.
  @Option(help: "How often the whole data set is seen (default: the model's).")
  public var epochs: Int?

  /// Samples a step.
  @Option(help: "Samples a step (default: the model's).")
  public var batchSize: Int?

  /// The peak learning rate.
  @Option(help: "Peak learning rate (default: the model's).")
  public var learningRate: Float?

  /// The folder for all results.
  @Option(help: "Folder for weights, checkpoint, metrics.csv and curves.png.")
  public var out: String?

  /// Go on from a checkpoint.
  @Flag(help: "Go on from the checkpoint in --out.")
  public var resume = false

  /// Only check.
  @Flag(help: "Check data and options, make one step, write nothing.")
  public var dryRun = false

  /// The usual options.
  public init() {}

  /// Refuses what makes no sense.
  public func validate() throws {
    for (name, value) in [("--epochs", epochs), ("--batch-size", batchSize)] {
      if let value, value < 1 || value > 1_000_000 {
        throw ValidationError("\(name) is between 1 and 1000000, not \(value)")
      }
    }
    if let learningRate, !(learningRate > 0 && learningRate < 1000) {
      throw ValidationError("--learning-rate is a positive number, not \(learningRate)")
    }
  }

  /// Does what a train command was asked for: one step, or the whole training with its progress on the console.
  ///
  /// - Parameters:
  ///   - firstLoss: makes one step and gives its loss.
  ///   - train: trains, and gives nil where it was stopped.
  /// - Returns: nil after a dry run.
  /// - Throws: `ExitCode` where the user stops it.
  public func carryOut<Result>(
    epochs: Int, on console: Console, firstLoss: () throws -> Double,
    _ train: (
      _ observe: @escaping (TrainingEvent) -> Void, _ isInterrupted: @escaping () -> Bool
    ) throws -> Result?
  ) throws -> Result? {
    if dryRun {
      console.result("dry run: loss \(try firstLoss().rounded(places: 4)); all is in order")
      return nil
    }
    Interruption.listen()
    let reporter = ProgressReporter(console: console, epochs: epochs)
    let result = try train(reporter.show, { Interruption.isRequested })
    guard let result, !Interruption.isRequested else { throw ExitCode(130) }
    return result
  }
}
