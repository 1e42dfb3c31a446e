import Datasets
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Teaches a classifier the classes of small grey pictures.
public final class ClassificationTask: SupervisedTask {
  /// Pictures as the network takes them, and their classes.
  public struct Batch {
    let images: Tensor
    let targets: IndexTensor
  }

  private let classifier: any ImageClassifier
  private let training: LabeledImages
  private let validation: LabeledImages
  private let augmentation: DigitAugmentation?
  private let labelSmoothing: Float
  private let teacher: (any ImageClassifier)?
  private let seed: UInt64

  /// The network.
  public var model: Module { classifier }
  /// What changes its weights.
  public let optimizer: Optimizer
  /// The average that is evaluated and kept.
  public let average: WeightAverage?
  /// Where dropout comes from.
  public let random: RandomSource

  /// A task on these pictures.
  ///
  /// - Parameters:
  ///   - teacher: a network in evaluation mode whose probabilities are imitated.
  ///   - random: the source that the network's dropout draws from.
  ///   - averageDecay: the share of the weights' average that a step keeps; nil for no average.
  public init(
    _ classifier: any ImageClassifier, training: LabeledImages, validation: LabeledImages,
    augmentation: DigitAugmentation?, optimizer: Optimizer, averageDecay: Float? = 0.999,
    labelSmoothing: Float = 0, teacher: (any ImageClassifier)? = nil, seed: UInt64,
    random: RandomSource
  ) {
    self.classifier = classifier
    self.training = training
    self.validation = validation
    self.augmentation = augmentation
    self.optimizer = optimizer
    self.labelSmoothing = labelSmoothing
    self.teacher = teacher
    self.seed = seed
    self.random = random
    average = averageDecay.map { WeightAverage(classifier.parameters, decay: $0) }
  }

  /// The number of training pictures.
  public var sampleCount: Int { training.count }

  /// Validation accuracy.
  public var goal: (metric: String, isHigherBetter: Bool) { ("accuracy", true) }

  /// Pictures, distorted anew each epoch.
  public func batch(at indices: [Int], epoch: Int) -> Batch {
    let images =
      augmentation.map { $0.distorted(training, indices, seed: seed, epoch: epoch) }
      ?? training.images(indices)
    return Batch(images: DigitInput.normalized(images), targets: training.targets(indices))
  }

  /// Cross-entropy, and how many pictures were named rightly.
  public func loss(_ batch: Batch) -> (loss: Tensor, report: StepReport) {
    let logits = classifier(batch.images)
    var loss = logits.crossEntropy(targets: batch.targets, labelSmoothing: labelSmoothing)
    if let teacher {
      let share = Distillation.teacherShare
      loss =
        loss * (1 - share)
        + Distillation.loss(logits, teacher: withoutGradient { teacher(batch.images) }) * share
    }
    let correct = zip(logits.argmax().values, batch.targets.values).count { $0 == $1 }
    let count = batch.targets.count
    let sums = ["loss": Double(loss.item) * Double(count), "accuracy": Double(correct)]
    return (loss, StepReport(sampleCount: count, sums: sums))
  }

  /// Accuracy and loss on the validation pictures.
  public func evaluate() -> [Metric] {
    let result = ClassifierEvaluation(of: classifier, on: validation)
    return [Metric("accuracy", result.accuracy), Metric("loss", result.loss)]
  }
}

/// Learning from a larger network's probabilities, which say more than the labels do: which digits look alike
/// (Hinton, Vinyals & Dean 2015, arXiv:1503.02531).
enum Distillation {
  /// The weight of the teacher's word against the labels'.
  static let teacherShare: Float = 0.9
  /// How much both networks' logits are flattened.
  static let temperature: Float = 4

  /// Cross-entropy against the teacher's flattened probabilities, scaled so that its gradient is about as
  /// large as that of the labels.
  static func loss(_ logits: Tensor, teacher: Tensor) -> Tensor {
    let targets = (teacher.detached / temperature).softmax()
    let products = (logits / temperature).logSoftmax() * targets
    return -products.sum() * (temperature * temperature / Float(logits.shape[0]))
  }
}
