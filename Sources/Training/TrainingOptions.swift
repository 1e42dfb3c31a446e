import Optimizers

/// How long and how fast a task is trained, and where its results go.
public struct TrainingOptions: Sendable {
  /// How often the whole data set is seen.
  public var epochs: Int
  /// How many samples make a step.
  public var batchSize: Int
  /// The peak learning rate.
  public var learningRate: Float
  /// How the learning rate changes.
  public var schedule: Schedule
  /// Decides order, augmentation and dropout.
  public var seed: UInt64
  /// The folder for checkpoint, curves and metrics.
  public var directory: String
  /// Whether to go on from the checkpoint in the folder.
  public var resumes: Bool
  /// Stop after so many epochs without a better figure; nil never stops early.
  public var patience: Int?
  /// Minutes between checkpoints within an epoch.
  public var checkpointMinutes: Double
  /// Whether a resumed run may have other epochs: where nothing depends on how many there will be.
  public var allowsMoreEpochs = false
  /// What is trained and on what, in words: a checkpoint is gone on from only where it says the same.
  public var subject: String

  /// Options for a run; the schedule is constant unless given.
  public init(
    epochs: Int, batchSize: Int, learningRate: Float, schedule: Schedule = .constant,
    seed: UInt64 = 0, directory: String, resumes: Bool = false, patience: Int? = nil,
    checkpointMinutes: Double = 5, subject: String = ""
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.schedule = schedule
    self.seed = seed
    self.directory = directory
    self.resumes = resumes
    self.patience = patience
    self.checkpointMinutes = checkpointMinutes
    self.subject = subject
  }

  /// What must be the same for a resumed run to be the same run.
  var fingerprint: String {
    let start = allowsMoreEpochs ? "" : "epochs \(epochs), "
    return start + "batch size \(batchSize), learning rate \(learningRate), \(schedule), "
      + "seed \(seed)\(subject.isEmpty ? "" : ", \(subject)")"
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
  /// The epoch, from 1.
  public var epoch: Int
  /// Seconds of training and evaluation since the start of the run, earlier sessions included.
  public var seconds: Double
  /// The last step's learning rate.
  public var learningRate: Float
  /// Means over the epoch's training samples.
  public var training: [Metric]
  /// Figures on the validation data.
  public var validation: [Metric]
}
