import Inference
import Ink
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Teaches a network to read handwriting by connectionist temporal classification.
public final class ReaderTask: SupervisedTask {
  /// Inks side by side and what they say.
  public struct Batch {
    let inks: ReaderBatch
    let texts: [[Int32]]
  }

  private let network: HandwritingReader
  private let loader: InkLoader
  private let validation: [InkSample]
  private let alphabet: InkAlphabet

  /// The network.
  public var model: Module { network }
  /// Adam.
  public let optimizer: Optimizer
  /// The average that is evaluated and kept.
  public let average: WeightAverage?
  /// Where dropout draws from.
  public let random: RandomSource
  /// Errors a character of the validation writers, percent, without a language model.
  public let monitor = Monitor.minimum("cer")
  /// The largest joint norm of all gradients.
  public let gradientNormLimit: Float? = 3

  /// A task.
  ///
  /// - Parameters:
  ///   - validation: prepared samples to measure by.
  ///   - random: what the network's dropout draws from.
  init(
    _ network: HandwritingReader, _ loader: InkLoader, validation: [InkSample],
    learningRate: Float, random: RandomSource
  ) {
    self.network = network
    self.loader = loader
    self.validation = validation
    self.random = random
    alphabet = InkAlphabet(network.configuration.alphabet)
    optimizer = Adam([ParameterGroup(network.parameters)], learningRate: learningRate)
    average = WeightAverage(network.parameters, decay: 0.999)
  }

  /// The batches of the training samples.
  public func stepCount(inEpoch epoch: Int) -> Int { loader.count }

  /// Samples, changed anew each epoch.
  public func batch(_ step: Int, epoch: Int) throws -> Batch {
    try batch(loader.batch(step, epoch: epoch))
  }

  private func batch(_ samples: [InkSample]) throws -> Batch {
    Batch(
      inks: ReaderBatch(samples.map(\.ink)),
      texts: try samples.map { try alphabet.numbers(of: $0.text) })
  }

  /// The loss a character.
  public func loss(_ batch: Batch) -> (loss: Tensor, report: StepReport) {
    let logits = network(batch.inks.features, lengths: batch.inks.lengths)
    let loss = logits.ctcLoss(
      targets: batch.texts, lengths: batch.inks.stepCounts, zeroInfinity: true)
    let count = batch.texts.count
    return (
      loss, StepReport(sampleCount: count, sums: ["loss": Double(loss.item) * Double(count)])
    )
  }

  /// Errors on the validation samples, without a language model.
  public func evaluate() -> [Metric] {
    let reader = InkReader(borrowing: network, texts: [:])
    var errors = CharacterErrors()
    for (sample, text) in zip(validation, reader.greedilyRead(validation.map(\.ink))) {
      errors.add(truth: sample.text, found: text)
    }
    return [
      Metric("cer", 100 * errors.rate), Metric("wrong_samples", 100 * errors.wrongShare),
    ]
  }
}
