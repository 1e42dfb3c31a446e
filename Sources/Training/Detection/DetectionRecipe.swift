import Annotations
import Datasets
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// How a detector is trained: what a user chose, and the usual values for the rest.
public struct DetectionRecipe: SupervisedRecipe, Sendable, Codable {
  /// The weight file of a classifier whose layers the backbone begins with, or of a detector; nil begins with random weights.
  public var weights: String?
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// How often the data is seen.
  public var epochs = 40
  /// Pictures a step.
  public var batchSize = 8
  /// The peak learning rate of AdamW; a third of it for the backbone.
  public var learningRate: Float = 1.5e-3
  /// Weight decay.
  public var weightDecay: Float = 0.02
  /// The longer side of the network's input.
  public var side = 320
  /// What chance does to the pictures.
  public var augmentation = DetectionAugmentation()

  /// The usual recipe.
  public init(weights: String?) { self.weights = weights }

  /// A training on these pictures.
  ///
  /// - Throws: what reading the weight file throws.
  public func run(
    on training: DetectionSet, _ validation: DetectionSet, folder: String, command: String,
    directory: String, resumes: Bool = false
  ) throws -> TrainingRun<DetectionTask> {
    let labels = training.classNames
    let network = Detector(.init(classCount: labels.count), .random(seed: seed))
    network.lowerScores()
    if let weights {
      let found = try Pretrained<ResNet18>(contentsOf: weights).network
      try network.backbone.load(state: found.state.filter { !$0.key.hasPrefix("fc.") })
    }
    let below = Set(network.backbone.parameters.map(ObjectIdentifier.init))
    let rest = network.parameters.filter { !below.contains(ObjectIdentifier($0)) }
    let optimizer = Adam(
      [
        ParameterGroup(rest.filter(\.isTrainable)),
        ParameterGroup(
          network.backbone.parameters.filter(\.isTrainable), learningRate: learningRate / 3),
      ], learningRate: learningRate, weightDecay: weightDecay, decouplingDecay: true)
    let task = DetectionTask(
      network, training: training, validation: validation, side: side, augmentation: augmentation,
      batchSize: batchSize, optimizer: optimizer, averageDecay: 0.99, seed: seed)
    let options = TrainingOptions(
      epochs: epochs, schedule: { .oneCycle(total: $0, warmUp: 0.1) }, seed: seed,
      directory: directory, resumes: resumes)
    let side = side
    return try TrainingRun(task, recipe: self, options: options) { result in
      try DetectorModel.metadata(
        of: network, labels: labels, side: side,
        adding: [
          "data": "\(training.count) pictures in \(folder)",
          "metric": "\(result.metric) \(result.value) on \(validation.count) validation pictures",
          "command": "detect " + command,
        ])
    }
  }
}
