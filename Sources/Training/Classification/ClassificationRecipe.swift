import Datasets
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// How a digit network is trained: what a user chose, and the model's defaults for the rest.
public struct ClassificationRecipe: Sendable, Codable {
  /// Which network.
  public var model: ClassifierPreset
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
  public init(model: ClassifierPreset, augmentation: DigitAugmentation? = .light) {
    self.model = model
    self.augmentation = augmentation
  }

  /// A training on these pictures, the last of which are kept for validation.
  ///
  /// - Parameter command: the command line, for the weight file's metadata.
  /// - Throws: `DatasetError` where the pictures do not fit the network.
  public func run<Images: ImageDataset>(
    on images: Images, command: String, directory: String, resumes: Bool = false
  ) throws -> TrainingRun<ClassificationTask<Images>> {
    let random = RandomSource(seed: seed)
    let network = model.makeNetwork(classCount: images.classNames.count, .random(random))
    let transforms = ImagePipeline.digits
    let teacher = try teacher.map { try ClassifierModel(contentsOf: $0) }
    for one in [network, teacher?.network] {
      try one?.check(images, transforms.withoutDigitExtraction)
    }
    if let teacher, teacher.network.classCount != network.classCount {
      throw DatasetError.malformed(
        file: self.teacher ?? "", what: "the number of classes",
        expected: "\(network.classCount)", found: "\(teacher.network.classCount)")
    }
    // A small set keeps a fifth for validation.
    let held = min(validationCount, images.count / 5)
    let split = images.count - held
    let plain = transforms.withoutDigitExtraction
    let distorted = plain.inserting(augmentation.map { [.distort($0)] } ?? [])
    let task = ClassificationTask(
      network, training: Subset(images, 0..<split),
      validation: Subset(images, held > 0 ? split..<images.count : 0..<images.count),
      transforms: plain, trainingTransforms: { _ in distorted },
      batchSize: batchSize, optimizer: Adam(network.parameters, learningRate: learningRate),
      averageDecay: averageDecay, labelSmoothing: labelSmoothing, teacher: teacher.map { .network($0.network) },
      seed: seed, random: random)
    let options = TrainingOptions(
      epochs: epochs, schedule: { .oneCycle(total: $0, warmUp: 0.15) }, seed: seed,
      directory: directory, resumes: resumes)
    let labels = images.classNames
    return try TrainingRun(
      task, recipe: Fingerprint(recipe: self, pictures: split), options: options
    ) { result in
      try ClassifierModel.metadata(
        of: network, names: ClassNames(labels), transforms: transforms,
        adding: [
          "data": "MNIST training pictures, all but the last \(held)",
          "metric": "validation accuracy \(result.value)", "command": "classify " + command,
        ])
    }
  }

  /// What a resumed run must agree with.
  private struct Fingerprint: Encodable {
    let recipe: ClassificationRecipe
    let pictures: Int
  }
}

extension ImageClassifier {
  /// Sees to it that pictures and their classes are such as this network takes.
  ///
  /// - Throws: `DatasetError` where they are not, and what reading the first picture throws.
  public func check(_ images: some ImageDataset, _ transforms: ImagePipeline) throws {
    guard images.count > 0 else { return }
    let input = Tensor([transforms(try images[0].image)])
    let found = Shape(Array(input.shape.dimensions.dropFirst()))
    guard found == inputShape else {
      throw DatasetError.malformed(
        file: images.name, what: "the pictures' shape", expected: "\(inputShape)",
        found: "\(found)")
    }
    if let index = (0..<images.count).first(where: { images.label(at: $0) >= classCount }) {
      throw DatasetError.labelOutOfRange(
        file: images.name, index: index, label: Int(images.label(at: index)),
        classCount: classCount)
    }
  }
}
