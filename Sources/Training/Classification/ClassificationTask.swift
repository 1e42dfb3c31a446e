import Datasets
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Teaches a classifier the classes of pictures.
public final class ClassificationTask<Images: ImageDataset>: SupervisedTask {
  /// A picture as the network takes it, and its class.
  public struct Sample: Sendable {
    let input: ImageInput
    let label: Int32
  }

  private let classifier: any ImageClassifier
  private let loader: DataLoader<Subset<Images>, Sample>
  private let validation: Subset<Images>
  private let transforms: ImagePipeline
  private let labelSmoothing: Float
  private let teacher: (any ImageClassifier)?

  /// The network.
  public var model: Module { classifier }
  /// What changes its weights.
  public let optimizer: Optimizer
  /// The average that is evaluated and kept.
  public let average: WeightAverage?
  /// Where dropout comes from.
  public let random: RandomSource
  /// Validation accuracy.
  public let monitor = Monitor.maximum("accuracy")

  /// A task on these pictures.
  ///
  /// - Parameters:
  ///   - transforms: how a picture becomes the network's input.
  ///   - augmentation: how pictures are distorted while training; nil for not at all.
  ///   - averageDecay: the share of the weights' average that a step keeps; nil for no average.
  ///   - teacher: a network in evaluation mode whose probabilities are imitated.
  ///   - random: the source that the network's dropout draws from.
  public init(
    _ classifier: any ImageClassifier, training: Subset<Images>, validation: Subset<Images>,
    transforms: ImagePipeline, augmentation: DigitAugmentation?, batchSize: Int,
    optimizer: Optimizer, averageDecay: Float? = 0.999, labelSmoothing: Float = 0,
    teacher: (any ImageClassifier)? = nil, seed: UInt64, random: RandomSource
  ) {
    self.classifier = classifier
    self.validation = validation
    self.transforms = transforms
    self.optimizer = optimizer
    self.labelSmoothing = labelSmoothing
    self.teacher = teacher
    self.random = random
    average = averageDecay.map { WeightAverage(classifier.parameters, decay: $0) }
    let pipeline = transforms.inserting(augmentation.map { [.distort($0)] } ?? [])
    loader = DataLoader(training, batchSize: batchSize, seed: seed) { sample, random in
      Sample(input: pipeline(sample.image, using: random), label: sample.label)
    }
  }

  /// The batches of the training pictures.
  public func stepCount(inEpoch epoch: Int) -> Int { loader.batchCount }

  /// Pictures, distorted anew each epoch.
  public func batch(_ step: Int, epoch: Int) throws -> [Sample] {
    try loader.batch(step, epoch: epoch)
  }

  /// Cross-entropy, and how many pictures were named rightly.
  public func loss(_ batch: [Sample]) -> (loss: Tensor, report: StepReport) {
    let images = Tensor(batch.map(\.input))
    let targets = IndexTensor(batch.map(\.label))
    let logits = classifier(images)
    var loss = logits.crossEntropy(targets: targets, labelSmoothing: labelSmoothing)
    if let teacher {
      let share = Distillation.teacherShare
      loss =
        loss * (1 - share)
        + Distillation.loss(logits, teacher: withoutGradient { teacher(images) }) * share
    }
    let correct = zip(logits.argmax().values, targets.values).count { $0 == $1 }
    let sums = ["loss": Double(loss.item) * Double(batch.count), "accuracy": Double(correct)]
    return (loss, StepReport(sampleCount: batch.count, sums: sums))
  }

  /// Accuracy and loss on the validation pictures.
  public func evaluate() throws -> [Metric] {
    let result = try ClassifierEvaluation(of: classifier, on: validation, transforms)
    return [Metric("accuracy", result.accuracy), Metric("loss", result.loss)]
  }
}

/// Learning from a larger network's probabilities, which say more than the labels do: which digits look alike
/// (Hinton, Vinyals & Dean 2015, arXiv:1503.02531).
enum Distillation {
  /// The weight of the teacher's word against the labels'.
  static let teacherShare: Float = 0.9
  /// The softmax temperature of both networks.
  static let temperature: Float = 4

  /// Cross-entropy against the teacher's softened probabilities, scaled so that its gradient is about as
  /// large as that of the labels.
  static func loss(_ logits: Tensor, teacher: Tensor) -> Tensor {
    let targets = (teacher.detached / temperature).softmax()
    let products = (logits / temperature).logSoftmax() * targets
    return -products.sum() * (temperature * temperature / Float(logits.shape[0]))
  }
}
