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
    let index: Int
  }

  private let classifier: any ImageClassifier
  private let loader: DataLoader<Subset<Images>, Sample>
  private let validation: Subset<Images>
  private let transforms: ImagePipeline
  private let labelSmoothing: Float
  private let mixup: Float
  private let classWeights: Tensor?
  private let fixesStatistics: Bool
  private let teacher: Teacher?

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
  ///   - trainingTransforms: the same while training, with what chance does to them; it may change from epoch to epoch.
  ///   - averageDecay: the share of the weights' average that a step keeps; nil for no average.
  ///   - mixup: α of the Beta distribution that pictures are mixed by (Zhang et al. 2018, arXiv:1710.09412); 0 for none.
  ///   - classWeights: how much a picture of each class counts.
  ///   - fixesStatistics: whether batch normalisation and dropout behave as in evaluation, for fine-tuning.
  ///   - teacher: whose probabilities are imitated.
  ///   - random: the source that the network's dropout draws from.
  public init(
    _ classifier: any ImageClassifier, training: Subset<Images>, validation: Subset<Images>,
    transforms: ImagePipeline, trainingTransforms: @escaping @Sendable (Int) -> ImagePipeline,
    batchSize: Int,
    optimizer: Optimizer, averageDecay: Float? = 0.999, labelSmoothing: Float = 0,
    mixup: Float = 0, classWeights: [Float]? = nil, fixesStatistics: Bool = false,
    teacher: Teacher? = nil, seed: UInt64, random: RandomSource
  ) {
    self.classifier = classifier
    self.validation = validation
    self.transforms = transforms
    self.optimizer = optimizer
    self.labelSmoothing = labelSmoothing
    self.mixup = mixup
    self.classWeights = classWeights.map { Tensor($0) }
    self.fixesStatistics = fixesStatistics
    self.teacher = teacher
    self.random = random
    average = averageDecay.map { WeightAverage(classifier.parameters, decay: $0) }
    loader = DataLoader(training, batchSize: batchSize, seed: seed) { sample, draw in
      Sample(input: trainingTransforms(draw.epoch)(sample.image, draw), label: sample.label,
        index: draw.index)
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
    if fixesStatistics { classifier.eval() }
    var images = Tensor(batch.map(\.input))
    let targets = IndexTensor(batch.map(\.label))
    let share = mixup > 0 ? random.beta(mixup) : 1
    if share < 1 {
      images = images * share + Tensor(batch.reversed().map(\.input)) * (1 - share)
    }
    let logits = classifier(images)
    func crossEntropy(_ targets: IndexTensor) -> Tensor {
      logits.crossEntropy(
        targets: targets, classWeights: classWeights, labelSmoothing: labelSmoothing)
    }
    var loss = crossEntropy(targets)
    if share < 1 {
      loss = loss * share + crossEntropy(IndexTensor(targets.values.reversed())) * (1 - share)
    }
    if let teacher {
      loss =
        loss * (1 - Teacher.share)
        + Teacher.loss(logits, teacher: teacher.logits(images, batch.map(\.index))) * Teacher.share
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
