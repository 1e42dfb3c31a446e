import Datasets
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// How a network for photographs is trained from scratch: what a user chose, and the model's defaults for the rest.
public struct PhotoRecipe: Sendable, Codable {
  /// A part of the training in which pictures have one size.
  public struct SizeStage: Sendable, Codable {
    /// Where it ends, as a share of the epochs.
    public var until: Float
    /// Height and width.
    public var side: Int
  }

  /// Which network.
  public var model: ClassifierPreset
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// How often the data is seen.
  public var epochs: Int
  /// Pictures a step.
  public var batchSize: Int
  /// The peak learning rate of stochastic gradient descent.
  public var learningRate: Float
  /// Nesterov's momentum.
  public var momentum: Float = 0.9
  /// Weight decay, of weights alone.
  public var weightDecay: Float
  /// How much faster the offsets of batch normalisation are changed.
  public var offsetRateFactor: Float = 1
  /// The pictures' sizes, small ones first.
  public var sizes: [SizeStage]
  /// Random parts of pictures have at least this share of the area; nil for whole pictures, shifted by two pixels at most.
  public var minimumArea: Float?
  /// Brightness, contrast and saturation change by up to this share.
  public var colorJitter: Float = 0
  /// The share of the target spread over all classes.
  public var labelSmoothing: Float = 0.1
  /// α of mixup; 0 for none.
  public var mixup: Float = 0
  /// The share of the weights' average that a step keeps; nil for no average.
  public var averageDecay: Float? = 0.998
  /// Whether the weights come back to slow ones, with a triangular schedule; else one cycle of cosines.
  public var usesLookahead = false
  /// Whether the classes count alike, however many pictures each has.
  public var balancesClasses = true
  /// The weight file to go on from, of the same network and classes; nil begins with random weights.
  public var start: String?
  /// The weight file of a network to learn from besides the labels.
  public var teacher: String?
  /// The share of each class that is kept for validation where there is no folder for it.
  public var validationShare: Float = 0.05

  /// The usual recipe of a network for photographs.
  public init(model: ClassifierPreset) {
    self.model = model
    switch model {
    case .cifar10:
      // Jordan 2024 (arXiv:2404.00498): the rates for a mean in place of a sum over 1,024 pictures.
      (epochs, batchSize, learningRate, momentum) = (10, 1024, 1.5, 0.85)
      (weightDecay, offsetRateFactor, labelSmoothing) = (0.00133, 64, 0.2)
      (sizes, minimumArea) = ([SizeStage(until: 1, side: 32)], nil)
      // A short average also steadies the statistics of batch normalisation, which follow the weights late.
      (averageDecay, usesLookahead) = (0.95, true)
    case .alexnet64:
      // Smaller pictures first save little: of 32 pixels the last maps have only two a side.
      (epochs, batchSize, learningRate, weightDecay) = (14, 128, 0.05, 5e-4)
      (sizes, minimumArea) = ([SizeStage(until: 1, side: 64)], 0.5)
    default:
      (epochs, batchSize, learningRate, weightDecay) = (40, 128, 0.15, 4e-4)
      (sizes, minimumArea) = (
        [
          SizeStage(until: 0.35, side: 40), SizeStage(until: 0.6, side: 48),
          SizeStage(until: 1, side: 64),
        ], 0.35
      )
    }
  }

  /// A training on these pictures.
  ///
  /// - Parameters:
  ///   - data: the training and validation pictures.
  ///   - command: the command line, for the weight file's metadata.
  ///   - keepsLogits: whether the teacher's logits are written into the folder, for a run that is resumed.
  /// - Throws: `DatasetError` where the pictures do not fit the network, and what reading the teacher or the start throws.
  public func run(
    on data: PhotoData, command: String, directory: String, resumes: Bool = false,
    keepsLogits: Bool = true
  ) throws -> TrainingRun<ClassificationTask<PhotoSet>> {
    let random = RandomSource(seed: seed)
    let network =
      try start.map { try data.network(model, from: $0) }
      ?? model.makeNetwork(classCount: data.classNames.count, .random(random))
    let transforms = model.transforms
    if start == nil, let network = network as? CIFARNet {
      let some = try epochOrder(seed: seed, epoch: 0, count: data.training.count).prefix(5000)
        .map { transforms(try data.training[$0].image) }
      network.whiten(Tensor(some))
    }
    let teacher = try teacher.map {
      try data.logits(ofTeacher: $0, keptIn: keepsLogits ? directory : nil, resumes: resumes)
    }
    let stepsPerEpoch = (data.training.count + batchSize - 1) / batchSize
    let recipe = self
    let task = ClassificationTask(
      network, training: data.training, validation: data.validation, transforms: transforms,
      trainingTransforms: { recipe.augmented(transforms, epoch: $0) }, batchSize: batchSize,
      optimizer: optimizer(network, steps: stepsPerEpoch * epochs), averageDecay: averageDecay,
      labelSmoothing: labelSmoothing, mixup: mixup,
      classWeights: balancesClasses ? data.classWeights : nil,
      teacher: teacher.map { Teacher(known: $0) },
      seed: seed, random: random)
    let options = TrainingOptions(
      epochs: epochs,
      schedule: { [usesLookahead] in
        usesLookahead ? .triangle(total: $0) : .oneCycle(total: $0, warmUp: 0.15)
      }, seed: seed, directory: directory, resumes: resumes)
    return try data.run(
      task, recipe: self, options: options, of: network, transforms, command: command)
  }

  private func optimizer(_ network: Module, steps: Int) -> Optimizer {
    let trained = network.parameters.filter(\.isTrainable)
    let norms = Set(
      network.modules.compactMap { ($0 as? BatchNorm)?.bias }.map(ObjectIdentifier.init))
    let groups = Dictionary(grouping: trained) { parameter -> Int in
      parameter.shape.rank > 1 ? 0 : norms.contains(ObjectIdentifier(parameter)) ? 2 : 1
    }
    let rest = ParameterGroup(groups[1] ?? [], weightDecay: 0)
    let offsets = ParameterGroup(
      groups[2] ?? [], learningRate: learningRate * offsetRateFactor, weightDecay: 0)
    return SGD(
      [ParameterGroup(groups[0] ?? []), rest, offsets], learningRate: learningRate,
      momentum: momentum, weightDecay: weightDecay, isNesterov: true,
      lookahead: usesLookahead ? Lookahead(total: steps) : nil)
  }

  /// What pictures go through in an epoch.
  private func augmented(_ transforms: ImagePipeline, epoch: Int) -> ImagePipeline {
    let progress = Float(epoch) / Float(max(epochs, 1))
    let side = (sizes.first { progress < $0.until } ?? sizes[sizes.count - 1]).side
    return transforms.augmented(
      side: side, minimumArea: minimumArea, colorJitter: colorJitter)
  }
}

extension ImagePipeline {
  /// For training: a random part of the picture, or the picture shifted a little, mirrored half the time, its colours changed.
  func augmented(side: Int, minimumArea: Float?, colorJitter: Float) -> ImagePipeline {
    let part: [ImageTransform] =
      minimumArea.map {
        [
          .randomResizedCrop(height: side, width: side, minimumArea: $0),
          .randomFlip(probability: 0.5),
        ]
      } ?? [
        .resizeShorterSide(to: side), .centerCrop(height: side, width: side), .alternatingFlip,
        .randomShift(pixels: 2),
      ]
    return replacingParts(with: part + (colorJitter > 0 ? [.colorJitter(colorJitter)] : []))
  }
}
