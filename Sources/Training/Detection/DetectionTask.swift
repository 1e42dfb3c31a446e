import Boxes
import Datasets
import Imaging
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Teaches a detector to find objects.
public final class DetectionTask: SupervisedTask {
  /// A picture as the network takes it, and its objects.
  public struct Sample: Sendable {
    let input: ImageInput
    let objects: [LabeledBox]
  }
  /// The pictures of a step, and their objects.
  public struct Batch {
    let images: Tensor
    let objects: [[LabeledBox]]
  }

  private let detector: Detector
  private let loader: DataLoader<SampleNumbers, Sample>
  private let validation: DetectionSet
  private let side: Int

  /// The network.
  public var model: Module { detector }
  /// What changes the weights.
  public let optimizer: Optimizer
  /// The average that is evaluated and kept.
  public let average: WeightAverage?
  /// Every random decision of the network; it has none.
  public let random: RandomSource
  /// Mean average precision at an overlap of 0.5.
  public let monitor = Monitor.maximum("map_50")
  /// Rare pictures must not throw the weights far.
  public let gradientNormLimit: Float? = 10

  /// A task on these pictures.
  public init(
    _ detector: Detector, training: some DetectionSource, validation: DetectionSet, side: Int,
    batchSize: Int, optimizer: Optimizer, averageDecay: Float, seed: UInt64
  ) {
    self.detector = detector
    self.validation = validation
    self.side = side
    self.optimizer = optimizer
    random = RandomSource(seed: seed)
    average = WeightAverage(detector.parameters, decay: averageDecay)
    loader = DataLoader(
      SampleNumbers(count: training.count), batchSize: batchSize, seed: seed
    ) { number, draw in
      let made = training.sample(number, side: side, draw.random)
      return Sample(input: ObjectDetector.input(made.image), objects: made.objects)
    }
  }

  /// The batches of the training pictures.
  public func stepCount(inEpoch epoch: Int) -> Int { loader.batchCount }

  /// Pictures, changed anew each epoch.
  public func batch(_ step: Int, epoch: Int) throws -> Batch {
    let samples = try loader.batch(step, epoch: epoch)
    return Batch(images: Tensor(samples.map(\.input)), objects: samples.map(\.objects))
  }

  /// The loss of scores and boxes.
  public func loss(_ batch: Batch) -> (loss: Tensor, report: StepReport) {
    let outputs = detector.outputs(batch.images)
    let loss = DetectionLoss(outputs, batch.objects, height: side, width: side)
    let count = batch.objects.count
    let sums = ["loss": loss.total.item, "scores": loss.scores, "boxes": loss.boxes]
    return (
      loss.total,
      StepReport(sampleCount: count, sums: sums.mapValues { Double($0) * Double(count) })
    )
  }

  /// Average precision on the validation pictures.
  public func evaluate() -> [Metric] {
    let seeing = ObjectDetector(borrowing: detector, labels: validation.classNames, side: side)
    let evaluation = DetectionEvaluation(
      DetectionTask.pictures(validation, seenBy: seeing), classCount: validation.classNames.count)
    return [Metric("map_50", evaluation.map50), Metric("map_50_95", evaluation.map50To95)]
  }

  /// What is in each picture, and what a detector finds, however unsure it is.
  public static func pictures(_ set: DetectionSet, seenBy detector: ObjectDetector)
    -> [DetectionEvaluation.Picture]
  {
    let suppression = NonMaximumSuppression(.hard(iou: 0.5), minimumScore: 0.005)
    return stride(from: 0, to: set.count, by: 16).flatMap {
      start -> [DetectionEvaluation.Picture] in
      let samples = (start..<min(start + 16, set.count)).map { set[$0] }
      let found = detector.detections(in: samples.map(\.image), suppression)
      return zip(samples, found).map {
        DetectionEvaluation.Picture(objects: $0.objects, detections: $1)
      }
    }
  }
}
