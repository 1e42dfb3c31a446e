import Inference
import Ink
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Learns a hand from a few written words: of the hands of the training data the most alike is taken, and its vector then follows
/// the gradient, while the network stays as it is.
public struct StyleLearning {
  /// Characters that are needed at least.
  public static let characterMinimum = 12
  /// The most samples that are looked at.
  public static let sampleLimit = 24
  /// The most hands of the training data that are compared.
  private static let handLimit = 100
  /// Steps along the gradient.
  public var steps = 100
  /// The learning rate of Adam.
  public var learningRate: Float = 0.03
  /// Decides how samples are changed from step to step.
  public var seed: UInt64 = 0
  /// Whether the shortest of the samples with three characters or more leads each word.
  public var usesPrimer = false

  /// The usual choices.
  public init() {}

  /// What was learnt.
  public struct Result: Sendable {
    /// The hand.
    public var style: WritingStyle
    /// Negative log-likelihood of a step of the samples in anybody's hand, nats.
    public var lossBefore: Double
    /// The same in the most alike hand, and in the one that was learnt.
    public var lossNearest: Double
    /// The same in the hand that was learnt.
    public var loss: Double
    /// Samples that were used.
    public var sampleCount: Int
  }

  /// Learns from samples whose text is known.
  ///
  /// - Parameter file: what errors call the samples.
  /// - Throws: `HandwritingError.tooLittleInk`.
  public func callAsFunction(
    _ model: HandwritingSynthesisModel, _ samples: [InkSample], file: String
  ) throws -> Result {
    let known = samples.filter { sample in
      !sample.text.isEmpty && sample.text.allSatisfy(model.alphabet.contains)
        && sample.ink.pointCount <= InkReader.devicePointLimit
    }
    let inks = known.prefix(Self.sampleLimit).map { sample -> InkSample in
      var prepared = sample
      prepared.ink = sample.ink.normalized(text: sample.text, [.incline, .size])
        .resampled(spacing: PenBatch.unit)
      return prepared
    }.filter { (2...1000).contains($0.ink.pointCount) }
    let count = inks.reduce(0) { $0 + $1.text.count }
    guard count >= Self.characterMinimum else {
      throw HandwritingError.tooLittleInk(
        file: file, found: count, needed: Self.characterMinimum)
    }
    let texts = try inks.map { try model.alphabet.numbers(of: $0.text) }
    model.network.freeze()
    let hands = try model.taughtHands.prefix(Self.handLimit)
    return learn(model, inks, texts, candidates: [0] + hands)
  }

  private func learn(
    _ model: HandwritingSynthesisModel, _ inks: [InkSample], _ texts: [[Int32]],
    candidates: [Int]
  ) -> Result {
    let network = model.network
    func loss(_ inks: [InkSample], _ style: Tensor) -> Tensor {
      let styles = style.broadcast(to: [inks.count, style.shape[1]])
      return network.loss(
        PenBatch(inks.map { $0.ink.penOffsets() }), network.condition(texts, styles: styles))
    }
    let table = network.writers.weight.value.detached
    let vectors = candidates.map { table.sliced($0..<$0 + 1) }
    let losses = withoutGradient { vectors.map { Double(loss(inks, $0).item) } }
    let nearest = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    let style = Parameter(vectors[nearest], name: "style")
    let optimizer = Adam([ParameterGroup([style])], learningRate: learningRate)
    let random = RandomSource(seed: seed, stream: 3)
    for step in 0..<steps {
      let changed = inks.map { sample in
        var one = sample
        one.ink = InkAugmentation.writing(sample.ink, random)
        return one
      }
      optimizer.rateFactor = 1 - Float(step) / Float(steps)
      optimizer.zeroGradients()
      optimizer.minimize(loss(changed, style.value), gradientNormLimit: 1)
    }
    let final = withoutGradient { Double(loss(inks, style.value).item) }
    let best = final < losses[nearest] ? style.value : vectors[nearest]
    return Result(
      style: WritingStyle(vector: best.values, primer: usesPrimer ? primer(model, inks) : nil),
      lossBefore: losses[0], lossNearest: losses[nearest], loss: min(final, losses[nearest]),
      sampleCount: inks.count)
  }

  private func primer(_ model: HandwritingSynthesisModel, _ inks: [InkSample])
    -> PenSampler.Primer?
  {
    let chosen = inks.filter { $0.text.count >= 3 }
      .min { $0.ink.pointCount < $1.ink.pointCount }
    guard let chosen, let text = try? model.alphabet.numbers(of: chosen.text + " ") else {
      return nil
    }
    return PenSampler.Primer(text: text, offsets: chosen.ink.penOffsets())
  }
}
