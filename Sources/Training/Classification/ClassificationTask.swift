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
    /// What a teacher sees: the same distortion without residues of a page. Nil where there is no teacher.
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
  ///   - augmentation: how pictures are distorted while training; nil for not at all.
  ///   - averageDecay: the share of the weights' average that a step keeps; nil for no average.
  ///   - teacher: a network whose probabilities are imitated.
  ///   - random: the source that the network's dropout draws from.
  public init(
    _ classifier: any ImageClassifier, training: Subset<Images>, validation: Subset<Images>,
    transforms: ImagePipeline, augmentation: DigitAugmentation?, batchSize: Int,
    optimizer: Optimizer, averageDecay: Float? = 0.999, labelSmoothing: Float = 0,
    teacher: Teacher? = nil, seed: UInt64, random: RandomSource
  ) {
    self.classifier = classifier
    self.validation = validation
    self.transforms = transforms
    self.optimizer = optimizer
    self.labelSmoothing = labelSmoothing
    self.teacher = teacher
    self.random = random
    average = averageDecay.map { WeightAverage(classifier.parameters, decay: $0) }
    func pipeline(_ augmentation: DigitAugmentation?) -> ImagePipeline {
      transforms.inserting(augmentation.map { [.distort($0)] } ?? [])
    }
    let (full, clean) = (pipeline(augmentation), pipeline(augmentation?.withoutResidues))
    let isTaught = teacher != nil
    loader = DataLoader(training, batchSize: batchSize, seed: seed) { sample, random in
      guard isTaught else {
        return Sample(
          input: full(sample.image, using: random), label: sample.label, clean: nil)
      }
      let seed = random.next()
      func input(_ pipeline: ImagePipeline) -> ImageInput {
        pipeline(sample.image, using: RandomSource(seed: seed))
      }
      return Sample(input: input(full), label: sample.label, clean: input(clean))
    }
  }

  /// The batches of the training pictures.
  public func stepCount(inEpoch epoch: Int) -> Int { loader.batchCount }

  /// Pictures, distorted anew each epoch, or each view of a teacher.
  public func batch(_ step: Int, epoch: Int) throws -> Batch {
    let samples = try loader.batch(step, epoch: teacher?.view(inEpoch: epoch) ?? epoch)
    return Batch(
      images: Tensor(samples.map(\.input)), targets: IndexTensor(samples.map(\.label)),
      teacher: teacher?.logits(of: samples.compactMap(\.clean), step: step, epoch: epoch))
  }

  /// Cross-entropy, and how many pictures were named rightly.
  public func loss(_ batch: Batch) -> (loss: Tensor, report: StepReport) {
    let logits = classifier(batch.images)
    let targets = batch.targets
    var loss = logits.crossEntropy(targets: targets, labelSmoothing: labelSmoothing)
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
