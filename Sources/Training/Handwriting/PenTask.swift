import Inference
import Ink
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// What a network that writes learns from: steps of the pen, what they say, and whose they are.
public struct PenLesson: Sendable {
  /// Steps of the pen, [T, 3], in units of ink.
  public var offsets: [Float]
  /// The characters' numbers.
  public var text: [Int32]
  /// The writer's number; 0 for anybody.
  public var writer: Int
}

/// Teaches a network the next step of a pen, each given the true ones before it.
public final class PenTask: SupervisedTask {
  private let loader: InkLoader
  private let validation: [[PenLesson]]
  private let lesson: (InkSample) throws -> PenLesson
  private let meanLoss: ([PenLesson]) -> Tensor
  private let writerDropout: Float

  /// The network.
  public let model: Module
  /// Adam.
  public let optimizer: Optimizer
  /// The average that is evaluated and kept.
  public let average: WeightAverage?
  /// Nothing is random but what follows from seed, epoch and step.
  public let random: RandomSource
  /// Negative log-likelihood of a step of the validation writers, nats. Those are strangers, in whose hands nobody writes: when it
  /// no longer falls, the hands that were learnt still become more legible, so the last weights are kept.
  public let monitor: Monitor
  /// The largest joint norm of all gradients.
  public let gradientNormLimit: Float? = 1

  /// A task.
  ///
  /// - Parameters:
  ///   - validation: prepared samples to measure by.
  ///   - points: of a batch, padding included.
  ///   - writerDropout: the chance that a sample's writer is not told.
  ///   - monitor: which weights are kept.
  ///   - lesson: what a sample teaches.
  ///   - loss: the mean loss of a step in some lessons.
  init(
    _ model: Module, _ loader: InkLoader, validation: [InkSample], points: Int,
    learningRate: Float, writerDropout: Float, monitor: Monitor, seed: UInt64,
    lesson: @escaping (InkSample) throws -> PenLesson, loss: @escaping ([PenLesson]) -> Tensor
  ) throws {
    self.model = model
    self.loader = loader
    self.lesson = lesson
    (self.writerDropout, self.monitor) = (writerDropout, monitor)
    meanLoss = loss
    random = RandomSource(seed: seed)
    optimizer = Adam([ParameterGroup(model.parameters)], learningRate: learningRate)
    average = WeightAverage(model.parameters, decay: 0.999)
    let lessons = try validation.map { sample in
      var one = try lesson(sample)
      one.writer = 0
      return one
    }.sorted { $0.offsets.count < $1.offsets.count }
    self.validation = InkBatches.cut(lessons.map { $0.offsets.count / 3 }, points: points)
      .map { Array(lessons[$0]) }
  }

  /// The batches of the training samples.
  public func stepCount(inEpoch epoch: Int) -> Int { loader.count }

  /// Samples, changed anew each epoch.
  public func batch(_ step: Int, epoch: Int) throws -> [PenLesson] {
    let random = loader.random(step, epoch: epoch)
    return try loader.batch(step, epoch: epoch).map { sample in
      var one = try lesson(sample)
      if random.uniform() < writerDropout { one.writer = 0 }
      return one
    }
  }

  /// Negative log-likelihood of a step.
  public func loss(_ batch: [PenLesson]) -> (loss: Tensor, report: StepReport) {
    let loss = meanLoss(batch)
    let steps = batch.reduce(0) { $0 + $1.offsets.count / 3 }
    return (
      loss, StepReport(sampleCount: steps, sums: ["loss": Double(loss.item) * Double(steps)])
    )
  }

  /// The same of the validation samples, whose writers are anybody's.
  public func evaluate() -> [Metric] {
    let reports = validation.map { loss($0).report }
    let steps = reports.reduce(0) { $0 + $1.sampleCount }
    let sum = reports.reduce(0) { $0 + ($1.sums["loss"] ?? 0) }
    return [Metric("loss", sum / Double(max(steps, 1)))]
  }
}
