import ArgumentParser
import Platform
import Training

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
  @Option(
    help: "Folder for weights, checkpoint, metrics.csv and curves.png (default: one in training/).")
  public var out: String?

  /// Go on from a checkpoint.
  @Flag(help: "Go on from the checkpoint in --out.")
  public var resume = false

  /// Replace what is there.
  @Flag(help: "Begin anew where --out holds weights or a checkpoint.")
  public var overwrite = false

  /// Only check.
  @Flag(help: "Check data and options, make one step, write nothing.")
  public var dryRun = false

  /// The usual options.
  public init() {}

  /// Refuses what makes no sense.
  public func validate() throws {
    try (0...1_000_000).check("--epochs", epochs)
    try (1...1_000_000).check("--batch-size", batchSize)
    if let learningRate, !(learningRate > 0 && learningRate <= 10) {
      throw ValidationError("--learning-rate is above 0 and at most 10, not \(learningRate)")
    }
    if resume && overwrite {
      throw ValidationError("--resume goes on and --overwrite begins anew; give one of them")
    }
  }

  /// Puts what the user chose into a recipe; the rest stays as it is.
  public func choose(in recipe: inout some SupervisedRecipe, seed: UInt64) {
    recipe.seed = seed
    recipe.epochs = epochs ?? recipe.epochs
    recipe.batchSize = batchSize ?? recipe.batchSize
    recipe.learningRate = learningRate ?? recipe.learningRate
  }

  /// The folder for all results, once it is seen that nothing in it is destroyed.
  ///
  /// - Throws: `OutputFolder.Refusal` where it holds weights or a checkpoint, unless the user asked for that.
  public func folder(_ usual: String) throws -> String {
    let folder = out ?? usual
    try OutputFolder.check(folder, keepsResults: !resume && !overwrite && !dryRun)
    return folder
  }

  /// Why a training ended before its end.
  struct Divergence: DescribedError {
    let place: String
    let folder: String
    var description: String {
      "training diverged: \(place); the last checkpoint in \(folder) is kept; try a lower --learning-rate"
    }
  }

  /// Does what a train command was asked for: one step, or the whole training with its progress on the console and its
  /// result on standard output.
  ///
  /// - Parameter words: the result for people.
  /// - Throws: `ExitCode` where the user stops it, one sentence where it diverges.
  public func carryOut<Task>(
    _ run: TrainingRun<Task>, on console: Console, isJSON: Bool,
    _ words: (TrainingRun<Task>.Result) -> String
  ) throws {
    if run.options.epochs == 0 && !run.options.evaluatesStart {
      throw ValidationError("--epochs is at least 1 where a network begins with random weights")
    }
    if dryRun {
      console.result(
        "dry run: loss \(try run.firstLoss().rounded(places: 4)); all is in order")
      return
    }
    Interruption.listen()
    let reporter = ProgressReporter(console: console, epochs: run.options.epochs)
    let (ending, result) = try run.train(
      observe: reporter.show, isInterrupted: { Interruption.isRequested })
    switch ending {
    case .diverged(let place):
      throw Divergence(place: place, folder: run.options.directory)
    case .interrupted: throw ExitCode(Interruption.exitCode)
    case .finished:
      guard let result else { return }
      if isJSON { return try console.result(json: result) }
      console.result("\(result.weights): \(words(result))")
    }
  }
}
