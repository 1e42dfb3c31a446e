import Datasets
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Tokens that are read, and those to be written.
public struct TokenPair: Sendable, Equatable {
  /// The source's tokens and the end.
  public var source: [Int32]
  /// The target's tokens, without start and end.
  public var target: [Int32]
  /// The token that begins the target.
  public var start: Int32

  /// A pair for a network to learn.
  public init(source: [Int32], target: [Int32], start: Int32) {
    self.source = source
    self.target = target
    self.start = start
  }
}

/// Teaches an encoder-decoder to write targets after sources, each token given the true ones before it.
///
/// A batch holds pairs of about the same length, so that little is computed for padding; which pairs share one changes with
/// the epoch.
public final class SequenceTask: SupervisedTask {
  /// Pairs side by side.
  public struct Batch {
    let sources: TokenBatch
    /// What the decoder is given: start and target.
    let given: IndexTensor
    /// What it should answer: target and end, then -1.
    let expected: IndexTensor
    let tokenCount: Int

    init(_ pairs: [TokenPair], end: Int32) {
      sources = TokenBatch(pairs.map(\.source))
      given = TokenBatch(pairs.map { [$0.start] + $0.target }).tokens
      let width = given.shape[1]
      let answers = pairs.flatMap { pair in
        pair.target + [end]
          + [Int32](repeating: SequenceTask.nothing, count: width - pair.target.count - 1)
      }
      expected = IndexTensor(answers, shape: given.shape)
      tokenCount = pairs.reduce(0) { $0 + $1.target.count + 1 }
    }
  }

  private static let nothing: Int32 = -1

  private let network: EncoderDecoder
  private var training: [TokenPair]
  private let drawn: ((Int) -> [TokenPair])?
  private let validation: [TokenPair]
  private var ranges: [Range<Int>]
  private let tokensPerBatch: Int
  private let labelSmoothing: Float
  private let seed: UInt64
  private let end: Int32
  private let figures: (Double) throws -> [Metric]
  private let sourceDropout: Float
  private var plan: Plan?
  private let batchCount: Int

  /// The order of an epoch: that of the pairs by length, and that of the batches.
  private struct Plan {
    let epoch: Int
    let pairs: [Int]
    let batches: [Int]
  }

  /// The network.
  public var model: Module { network }
  /// What changes its weights.
  public let optimizer: Optimizer
  /// The average that is evaluated and kept.
  public let average: WeightAverage?
  /// Where dropout draws from.
  public let random: RandomSource
  /// The metric that selects the best weights.
  public let monitor: Monitor
  /// The largest joint norm of the gradients.
  public let gradientNormLimit: Float? = 1

  /// A task on these pairs.
  ///
  /// - Parameters:
  ///   - training: pairs to learn from.
  ///   - drawn: the pairs of an epoch, where they are drawn anew; those of epoch 0 are `training`.
  ///   - tokensPerBatch: how many tokens of the longer side a batch has at most, padding included.
  ///   - random: the source that the network's dropout draws from.
  ///   - monitor: the metric that selects the best weights: `loss`, or one that `figures` gives.
  ///   - sourceDropout: the chance of a source to be taken away for an epoch; the end stays.
  ///   - figures: further figures on the validation data, whose loss a token they are given.
  public init(
    _ network: EncoderDecoder, training: [TokenPair], drawn: ((Int) -> [TokenPair])? = nil,
    validation: [TokenPair], tokensPerBatch: Int, optimizer: Optimizer, averageDecay: Float = 0.998,
    labelSmoothing: Float, sourceDropout: Float = 0, end: Int32, seed: UInt64,
    random: RandomSource, monitor: Monitor = .minimum("loss"),
    figures: @escaping (Double) throws -> [Metric] = { _ in [] }
  ) {
    self.network = network
    self.training = training
    self.drawn = drawn
    self.tokensPerBatch = tokensPerBatch
    self.validation = validation
    self.labelSmoothing = labelSmoothing
    self.optimizer = optimizer
    self.seed = seed
    self.end = end
    self.random = random
    self.monitor = monitor
    self.figures = figures
    self.sourceDropout = sourceDropout
    average = WeightAverage(network.parameters, decay: averageDecay)
    let order = SequenceTask.byLength(training, Array(training.indices))
    ranges = SequenceTask.batches(order.map { training[$0] }, tokens: tokensPerBatch)
    batchCount = ranges.count
  }

  /// One step for each batch.
  public func stepCount(inEpoch epoch: Int) -> Int { batchCount }

  /// One batch of pairs: pairs of one length, and batches, change places with the epoch.
  public func batch(_ step: Int, epoch: Int) -> Batch {
    if plan?.epoch != epoch {
      if let drawn {
        training = drawn(epoch)
        let order = SequenceTask.byLength(training, Array(training.indices))
        ranges = SequenceTask.batches(order.map { training[$0] }, tokens: tokensPerBatch)
      }
      let shuffled = RandomSource(seed: seed, stream: 5000 + UInt64(epoch))
        .permutation(training.count)
      plan = Plan(
        epoch: epoch, pairs: SequenceTask.byLength(training, shuffled),
        batches: epochOrder(seed: seed, epoch: epoch, count: batchCount))
    }
    guard let plan else { return Batch([], end: end) }
    let index = plan.batches[step]
    let pairs = range(of: index, epoch).map { training[plan.pairs[$0]] }
    return Batch(droppingSources(pairs, epoch: epoch, batch: index), end: end)
  }

  /// The pairs of a batch. Epochs that are drawn differ a little in how many batches they make: where there are too
  /// many, some are left out, where too few, some come twice.
  private func range(of index: Int, _ epoch: Int) -> Range<Int> {
    if ranges.count == batchCount { return ranges[index] }
    let place = index * ranges.count / batchCount
    let shift = ranges.count > batchCount ? epoch % 2 * (ranges.count - batchCount) : 0
    return ranges[min(place + shift, ranges.count - 1)]
  }

  private func droppingSources(_ pairs: [TokenPair], epoch: Int, batch: Int) -> [TokenPair] {
    guard sourceDropout > 0 else { return pairs }
    let random = RandomSource(
      seed: seed &+ UInt64(batch) &* 0x9E37_79B9, stream: 6000 + UInt64(epoch))
    return pairs.map { pair in
      guard random.uniform() < sourceDropout else { return pair }
      return TokenPair(source: [end], target: pair.target, start: pair.start)
    }
  }

  /// Cross-entropy a token.
  public func loss(_ batch: Batch) -> (loss: Tensor, report: StepReport) {
    let loss = crossEntropy(batch, labelSmoothing: labelSmoothing)
    let sum = Double(loss.item) * Double(batch.tokenCount)
    return (loss, StepReport(sampleCount: batch.tokenCount, sums: ["loss": sum]))
  }

  private func crossEntropy(_ batch: Batch, labelSmoothing: Float) -> Tensor {
    SequenceTask.crossEntropy(network, batch, labelSmoothing: labelSmoothing)
  }

  private static func crossEntropy(
    _ network: EncoderDecoder, _ batch: Batch, labelSmoothing: Float
  ) -> Tensor {
    network(batch.sources.tokens, lengths: batch.sources.lengths, target: batch.given)
      .crossEntropy(
        targets: batch.expected, ignoredIndex: SequenceTask.nothing,
        labelSmoothing: labelSmoothing)
  }

  /// Cross-entropy a token on the validation pairs, and further figures.
  public func evaluate() throws -> [Metric] {
    let loss = SequenceTask.meanLoss(network, validation, end: end)
    return [Metric("loss", loss)] + (try figures(loss))
  }

  /// Mean cross-entropy a token, the end counted, in nats.
  public static func meanLoss(_ network: EncoderDecoder, _ pairs: [TokenPair], end: Int32) -> Double
  {
    let ordered = SequenceTask.byLength(pairs, Array(pairs.indices)).map { pairs[$0] }
    var (sum, count) = (0.0, 0)
    for range in SequenceTask.batches(ordered, tokens: 2000) {
      let batch = Batch(Array(ordered[range]), end: end)
      let loss = withoutGradient { crossEntropy(network, batch, labelSmoothing: 0).item }
      sum += Double(loss) * Double(batch.tokenCount)
      count += batch.tokenCount
    }
    return sum / Double(max(count, 1))
  }

  /// Numbers of pairs, the shortest first; equally long ones stay in their order.
  private static func byLength(_ pairs: [TokenPair], _ order: [Int]) -> [Int] {
    let keys = order.map { (pairs[$0].target.count << 20) + pairs[$0].source.count }
    return order.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { order[$0] }
  }

  /// Cuts pairs in the order of length into batches.
  private static func batches(_ pairs: [TokenPair], tokens: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var longest = 0
    for (index, pair) in pairs.enumerated() {
      let length = max(pair.source.count, pair.target.count + 1)
      if index > start, max(longest, length) * (index - start + 1) > tokens {
        ranges.append(start..<index)
        (start, longest) = (index, 0)
      }
      longest = max(longest, length)
    }
    if start < pairs.count { ranges.append(start..<pairs.count) }
    return ranges
  }
}
