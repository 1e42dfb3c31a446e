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
    /// What a teacher sees: the same view, without what is not to be imitated. Nil where no teacher looks.
    let clean: ImageInput?
  }
  /// The pictures of a step, their classes, and the teacher's logits for them.
  public struct Batch {
    let images: Tensor
    let targets: IndexTensor
    let teacher: Tensor?
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
  /// What the best weights are chosen by.
  public let monitor: Monitor

  /// A task on these pictures.
  ///
  /// - Parameters:
  ///   - transforms: how a picture becomes the network's input.
  ///   - trainingTransforms: the same while training, with what chance does to them; it may change from epoch to epoch.
  ///   - teacherTransforms: what a teacher that looks at the pictures sees of them; `trainingTransforms` where nil.
  ///   - averageDecay: the share of the weights' average that a step keeps; nil for no average.
  ///   - mixup: α of the Beta distribution that pictures are mixed by (Zhang et al. 2018, arXiv:1710.09412); 0 for none.
  ///   - classWeights: how much a picture of each class counts.
  ///   - fixesStatistics: whether batch normalisation and dropout behave as in evaluation, for fine-tuning.
  ///   - monitor: what the best weights are chosen by: validation accuracy, or the loss, which says more where there are few
  ///     pictures.
  ///   - teacher: whose probabilities are imitated.
  ///   - random: the source that the network's dropout draws from.
  public init(
    _ classifier: any ImageClassifier, training: Subset<Images>, validation: Subset<Images>,
    transforms: ImagePipeline, trainingTransforms: @escaping @Sendable (Int) -> ImagePipeline,
    teacherTransforms: (@Sendable (Int) -> ImagePipeline)? = nil, batchSize: Int,
    optimizer: Optimizer, averageDecay: Float? = 0.999, labelSmoothing: Float = 0,
    mixup: Float = 0, classWeights: [Float]? = nil, fixesStatistics: Bool = false,
    monitor: Monitor = .maximum("accuracy"),
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
    self.monitor = monitor
    self.teacher = teacher
    self.random = random
    average = averageDecay.map { WeightAverage(classifier.parameters, decay: $0) }
    let cleanTransforms = teacherTransforms ?? trainingTransforms
    let looks = teacher?.looks ?? false
    loader = DataLoader(training, batchSize: batchSize, seed: seed) { sample, draw in
      let seed = draw.random.next()
      // Both views are made by the same chance.
      func input(_ transforms: (Int) -> ImagePipeline) -> ImageInput {
        let again = SampleDraw(
          random: RandomSource(seed: seed), index: draw.index, epoch: draw.epoch)
        return transforms(draw.epoch)(sample.image, again)
      }
      return Sample(
        input: input(trainingTransforms), label: sample.label, index: draw.index,
        clean: looks ? input(cleanTransforms) : nil)
    }
  }

  /// The batches of the training pictures.
  public func stepCount(inEpoch epoch: Int) -> Int { loader.batchCount }

  /// Pictures, distorted anew each epoch, or each view of a teacher.
  public func batch(_ step: Int, epoch: Int) throws -> Batch {
    let samples = try loader.batch(step, epoch: teacher?.view(inEpoch: epoch) ?? epoch)
    return Batch(
      images: Tensor(samples.map(\.input)), targets: IndexTensor(samples.map(\.label)),
      teacher: teacher?.logits(
        of: samples.compactMap(\.clean), at: samples.map(\.index), step: step, epoch: epoch))
  }

  /// Cross-entropy, and how many pictures were named rightly.
  public func loss(_ batch: Batch) -> (loss: Tensor, report: StepReport) {
    if fixesStatistics { classifier.eval() }
    let (targets, share) = (batch.targets, mixup > 0 ? random.beta(mixup) : 1)
    let order = (0..<targets.count).reversed().map(Int32.init)
    let mixed =
      share < 1 ? batch.images * share + batch.images.reordered(order) * (1 - share) : batch.images
    let logits = classifier(mixed)
    func crossEntropy(_ targets: IndexTensor) -> Tensor {
      logits.crossEntropy(
        targets: targets, classWeights: classWeights, labelSmoothing: labelSmoothing)
    }
    var loss = crossEntropy(targets)
    if share < 1 {
      loss = loss * share + crossEntropy(IndexTensor(targets.values.reversed())) * (1 - share)
    }
    if let teacher = batch.teacher {
      loss = Teacher.loss(logits, teacher: teacher, labelLoss: loss)
    }
    let correct = zip(logits.argmax().values, targets.values).count { $0 == $1 }
    let sums = ["loss": Double(loss.item) * Double(targets.count), "accuracy": Double(correct)]
    return (loss, StepReport(sampleCount: targets.count, sums: sums))
  }

  /// Accuracy and loss on the validation pictures.
  public func evaluate() throws -> [Metric] {
    let result = try ClassifierEvaluation(of: classifier, on: validation, transforms)
    return [Metric("accuracy", result.accuracy), Metric("loss", result.loss)]
  }
}

extension Tensor {
  /// The images of a batch in another order.
  fileprivate func reordered(_ order: [Int32]) -> Tensor {
    reshaped([shape[0], -1]).gatherRows(IndexTensor(order)).reshaped(shape)
  }
}
