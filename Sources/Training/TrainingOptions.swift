import Optimizers

/// How long a task is trained, and where its results go.
public struct TrainingOptions: Sendable {
  /// How many epochs there are.
  public var epochs: Int
  /// How the learning rates change, given the number of all steps.
  public var schedule: @Sendable (Int) -> Schedule
  /// Decides order, augmentation and dropout.
  public var seed: UInt64
  /// The folder for checkpoint, curves and metrics.
  public var directory: String
  /// Whether to go on from the checkpoint in the folder.
  public var resumes: Bool
  /// Stop after so many epochs without a better figure; nil never stops early.
  public var patience: Int?
  /// Whether the weights at the start are evaluated as well, as epoch 0, and kept where training does no better.
  public var evaluatesStart: Bool
  /// Minutes between checkpoints within an epoch.
  public var checkpointMinutes: Double
  /// The recipe as JSON: a checkpoint is gone on from only where it has the same.
  public var fingerprint: String

  /// Options for a run; the learning rates are constant unless a schedule is given.
  public init(
    epochs: Int, schedule: @escaping @Sendable (Int) -> Schedule = { _ in .constant },
    seed: UInt64 = 0, directory: String, resumes: Bool = false, patience: Int? = nil,
    evaluatesStart: Bool = false, checkpointMinutes: Double = 5, fingerprint: String = "{}"
  ) {
    self.epochs = epochs
    self.schedule = schedule
    self.seed = seed
    self.directory = directory
    self.resumes = resumes
    self.patience = patience
    self.evaluatesStart = evaluatesStart
    self.checkpointMinutes = checkpointMinutes
    self.fingerprint = fingerprint
  }
}

/// What happens while training, for progress bars and logs.
public enum TrainingEvent: Sendable {
  /// A run starts, at this epoch and step where it is resumed.
  case started(epoch: Int, step: Int, stepsPerEpoch: Int)
  /// A step was made; `loss` is the epoch's mean so far.
  case stepped(epoch: Int, step: Int, stepsPerEpoch: Int, samples: Int, loss: Double)
  /// An epoch is over.
  case finishedEpoch(EpochRecord, isBest: Bool)
  /// The run stopped before its end: interrupted, or no longer improving.
  case stopped(reason: StopReason)

  /// Why a run stopped before its end.
  public enum StopReason: Sendable {
    /// The user asked for it; the checkpoint is written.
    case interrupted
    /// No better figure for so many epochs.
    case patience(epochs: Int)
  }
}

/// The figures of one epoch.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// The epoch, from 1; 0 for the weights at the start.
  public var epoch: Int
  /// Seconds of training and evaluation since the start of the run, earlier sessions included.
  public var seconds: Double
  /// The first optimizer's learning rate in the last step.
  public var learningRate: Float
  /// Means over the epoch's training samples.
  public var training: [Metric]
  /// Figures on the validation data.
  public var validation: [Metric]
}
