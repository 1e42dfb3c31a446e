import Datasets
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import Safetensors
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
  /// What chance does to the pictures of a data set.
  public var augmentation = DetectionAugmentation()
  /// What pictures of digits are made of; nil for a data set.
  public var scenes: DigitScenes.Options?

  /// The usual recipe.
  public init(weights: String?) { self.weights = weights }

  /// A training on the pictures of a data set.
  ///
  /// - Throws: `Fault`, or what reading the weight file throws.
  public func run(
    on training: DetectionSet, _ validation: DetectionSet, data: String, command: String,
    directory: String, resumes: Bool = false
  ) throws -> TrainingRun<DetectionTask> {
    try run(
      on: AugmentedPictures(training, augmentation), validation, data: data, command: command,
      directory: directory, resumes: resumes)
  }

  /// A training on pictures from anywhere.
  ///
  /// - Parameter data: what the weight file says of them.
  /// - Throws: `Fault`, or what reading the weight file throws.
  public func run(
    on training: some DetectionSource, _ validation: DetectionSet, data: String, command: String,
    directory: String, resumes: Bool = false
  ) throws -> TrainingRun<DetectionTask> {
    let labels = training.classNames
    try check(training, validation, data)
    let network = try network(classCount: labels.count)
    let below = Set(network.backbone.parameters.map(ObjectIdentifier.init))
    let rest = network.parameters.filter { !below.contains(ObjectIdentifier($0)) }
    let optimizer = Adam(
      [
        ParameterGroup(rest.filter(\.isTrainable)),
        ParameterGroup(
          network.backbone.parameters.filter(\.isTrainable), learningRate: learningRate / 3),
      ], learningRate: learningRate, weightDecay: weightDecay, decouplingDecay: true)
    let task = DetectionTask(
      network, training: training, validation: validation, side: side, batchSize: batchSize,
      optimizer: optimizer, averageDecay: 0.99, seed: seed)
    let options = TrainingOptions(
      epochs: epochs, schedule: { .oneCycle(total: $0, warmUp: 0.1) }, seed: seed,
      directory: directory, resumes: resumes)
    let side = side
    return try TrainingRun(task, recipe: self, options: options) { result in
      try DetectorModel.metadata(
        of: network, labels: labels, side: side,
        adding: [
          "data": data,
          "metric": "\(result.metric) \(result.value) on \(validation.count) validation pictures",
          "command": "detect " + command,
        ])
    }
  }

  private func check(
    _ training: some DetectionSource, _ validation: DetectionSet, _ data: String
  ) throws {
    guard training.count > 0 else { throw Fault.noPictures(data: data) }
    guard Detector.Configuration(classCount: training.classNames.count).fault == nil else {
      throw Fault.classCount(data: data, training.classNames.count)
    }
    let isChecked = (0..<validation.count).contains {
      validation[$0].objects.contains { !$0.isIgnored }
    }
    guard isChecked else { throw Fault.noValidation(data: data) }
  }

  /// A network with random weights, with a classifier's backbone, or with a detector's weights, whose last layer stays as
  /// it is where there are as many classes.
  private func network(classCount: Int) throws -> Detector {
    let network = Detector(.init(classCount: classCount), .random(seed: seed))
    network.lowerScores()
    guard let weights else { return network }
    let file = try WeightFile(contentsOf: weights)
    if file.metadata["architecture"] == Detector.architecture {
      let found = try Pretrained<Detector>(file, path: weights) { configuration in
        guard configuration.hasBody(of: network.configuration) else {
          throw PretrainedError.badConfiguration(file: weights, found: "\(configuration)")
        }
      }.network
      let isSame = found.configuration.classCount == classCount
      let state = found.state.filter { isSame || !$0.key.hasPrefix("classes.") }
      try network.load(
        state: network.state.merging(state) { $1 })
    } else {
      let found = try Pretrained<ResNet18>(file, path: weights).network
      do {
        try network.backbone.load(state: found.state.filter { !$0.key.hasPrefix("fc.") })
      } catch let mismatch as StateMismatch {
        throw PretrainedError.mismatch(file: weights, mismatch)
      }
    }
    return network
  }
}
