import Datasets
import ModelZoo
import NeuralNet
import Optimizers
import Safetensors
import TensorCore

/// How a digit network is trained: what a user chose, and the model's defaults for the rest.
public struct ClassificationRecipe: Sendable {
  /// Which network.
  public var model: ClassifierArchitecture
  /// How pictures are distorted; nil for not at all.
  public var augmentation: DigitAugmentation?
  /// The share of the target spread over all classes.
  public var labelSmoothing: Float = 0
  /// The weight file of a network to learn from besides the labels.
  public var teacher: String?
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// How often the data is seen.
  public var epochs = 10
  /// Pictures a step.
  public var batchSize = 128
  /// The peak learning rate of Adam.
  public var learningRate: Float = 3e-3
  /// Pictures at the end of the training set that are kept for validation.
  public var validationCount = 5000
  /// The share of the weights' average that a step keeps.
  public var averageDecay: Float = 0.998

  /// The usual recipe of a network.
  public init(model: ClassifierArchitecture, augmentation: DigitAugmentation? = .light) {
    self.model = model
    self.augmentation = augmentation
  }
}

/// A digit network about to be trained.
public final class ClassificationRun {
  /// What a run reached.
  public struct Result: Encodable {
    /// The file with the best weights.
    public let weights: String
    /// The epoch that they are from.
    public let epoch: Int
    /// Their validation accuracy.
    public let accuracy: Double
  }

  private let recipe: ClassificationRecipe
  private let command: String
  private let held: Int
  private let classifier: any ImageClassifier
  private let task: ClassificationTask

  /// A run on these pictures, the last of which are kept for validation.
  ///
  /// - Parameters:
  ///   - source: the folder that the pictures are from.
  ///   - command: the command line, for the weight file's remarks.
  /// - Throws: `DatasetError` where the pictures do not fit the network.
  public init(
    _ recipe: ClassificationRecipe, images: LabeledImages, from source: String, command: String
  ) throws {
    self.recipe = recipe
    self.command = command
    let random = RandomSource(seed: recipe.seed)
    classifier = recipe.model.makeModel(random: random)
    let teacher = try recipe.teacher.map { try ClassifierFile(contentsOf: $0) }
    for network in [classifier, teacher?.model] { try network?.check(images, from: source) }
    if let teacher, teacher.model.classCount != classifier.classCount {
      throw DatasetError.malformed(
        file: recipe.teacher ?? "", what: "the number of classes",
        expected: "\(classifier.classCount)", found: "\(teacher.model.classCount)")
    }
    // A small set keeps a fifth for validation.
    held = min(recipe.validationCount, images.count / 5)
    let split = images.count - held
    task = ClassificationTask(
      classifier, training: images[0..<split],
      validation: held > 0 ? images[split..<images.count] : images,
      augmentation: recipe.augmentation,
      optimizer: Adam(classifier.parameters, learningRate: recipe.learningRate),
      averageDecay: recipe.averageDecay, labelSmoothing: recipe.labelSmoothing,
      teacher: teacher?.model,
      seed: recipe.seed, random: random)
  }

  /// The loss of one step, to see that everything fits.
  public func firstLoss() throws -> Double {
    let indices = Array(0..<min(recipe.batchSize, task.sampleCount))
    return try task.step(task.batch(at: indices, epoch: 0)).sums["loss", default: 0]
      / Double(max(indices.count, 1))
  }

  /// What a checkpoint must agree with besides the trainer's own options.
  private var subject: String {
    let distortion = recipe.augmentation.map {
      "turn \($0.rotation), scale \($0.scale), shear \($0.shear), shift \($0.shift), bend \($0.bend)"
    }
    return "\(recipe.model.rawValue) on \(task.sampleCount) pictures, distorted by "
      + "(\(distortion ?? "nothing")), label smoothing \(recipe.labelSmoothing), "
      + "average decay \(recipe.averageDecay), teacher \(recipe.teacher ?? "none")"
  }

  /// Trains to the end; nil where the user stops it.
  public func train(
    directory: String, resumes: Bool, observe: @escaping (TrainingEvent) -> Void,
    isInterrupted: @escaping () -> Bool
  ) throws -> Result? {
    let steps = (task.sampleCount + recipe.batchSize - 1) / recipe.batchSize * recipe.epochs
    let options = TrainingOptions(
      epochs: recipe.epochs, batchSize: recipe.batchSize, learningRate: recipe.learningRate,
      schedule: .oneCycle(total: steps, warmUp: 0.15), seed: recipe.seed, directory: directory,
      resumes: resumes, subject: subject)
    let trainer = try Trainer(
      task, options: options, observe: observe, isInterrupted: isInterrupted)
    guard try trainer.run() == .finished, let best = trainer.best else { return nil }
    let path = directory + "/model.safetensors"
    let weights = try WeightFile(contentsOf: trainer.bestPath)
    try classifier.load(state: weights.tensors)
    let labels = (0..<10).map(String.init)
    try ClassifierFile.content(
      of: classifier, labels: labels,
      metadata: [
        "data": "MNIST training pictures, all but the last \(held)",
        "metric": "validation accuracy \(best.value)", "command": "classify " + command,
      ]
    ).write(to: path, as: .float16)
    return Result(weights: path, epoch: best.epoch, accuracy: best.value)
  }
}
