import Files
import Inference
import NeuralNet
import Safetensors

/// A training from the command to the weight file: what every `train` does, whatever is trained.
public final class TrainingRun<Task: TrainingTask> {
  /// What a run reached.
  public struct Result: Encodable, Sendable {
    /// The file with the best weights.
    public let weights: String
    /// The epoch that they are from.
    public let epoch: Int
    /// The metric that selected them.
    public let metric: String
    /// Its value.
    public let value: Double
  }

  /// What is trained.
  public let task: Task
  /// How long, and where its results go.
  public let options: TrainingOptions
  private let files: [String: [UInt8]]
  private let fullPrecision: Set<String>
  private let metadata: (Result) throws -> [String: String]

  /// A run of a task.
  ///
  /// - Parameters:
  ///   - recipe: all that decides what is learnt; a run is resumed only with the same.
  ///   - files: what stands beside the weights, by name: a tokenizer, say.
  ///   - fullPrecision: tensors that the weight file holds as float32 among halves.
  ///   - metadata: what the weight file says of itself, given what was reached: architecture, configuration, data, command.
  public init(
    _ task: Task, recipe: some Encodable, options: TrainingOptions, files: [String: [UInt8]] = [:],
    fullPrecision: Set<String> = [],
    metadata: @escaping (Result) throws -> [String: String]
  ) throws {
    self.task = task
    self.files = files
    self.fullPrecision = fullPrecision
    self.metadata = metadata
    var options = options
    options.fingerprint = try ModelMetadata.encoded(recipe)
    self.options = options
  }

  /// The loss of one step, to see that everything fits.
  public func firstLoss() throws -> Double { try task.step(0, epoch: 0).loss }

  /// Trains, and writes the best weights as `model.safetensors` whenever it stops, if an epoch was finished.
  ///
  /// - Returns: how it ended, and what it reached; no weights are written where it diverged.
  public func train(
    observe: @escaping (TrainingEvent) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws -> (ending: TrainingEnding, result: Result?) {
    let trainer = try Trainer(
      task, options: options, observe: observe, isInterrupted: isInterrupted)
    for (name, bytes) in files {
      try AtomicFile.write(bytes, to: "\(options.directory)/\(name)")
    }
    let ending = try trainer.run()
    if case .diverged = ending { return (ending, nil) }
    guard let best = trainer.best else { return (ending, nil) }
    let result = Result(
      weights: OutputFolder.weights(in: options.directory), epoch: best.epoch,
      metric: task.monitor.metric, value: best.value)
    var weights = try WeightFile(contentsOf: trainer.bestPath)
    weights.metadata = try metadata(result)
    try weights.write(to: result.weights, as: .float16, fullPrecision: fullPrecision)
    return (ending, result)
  }
}
