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
  /// Points of a sample.
  private static let pointRange = 2...1000
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
    /// How many others were not, and why; empty where all were.
    public var leftOut: String
  }

  /// Why a sample is not learnt from.
  private enum Fault: String, CaseIterable, Error {
    case noText = "without a text"
    case unknownCharacter = "with characters that are not learnt"
    case badLength = "with too few or too many points"
    case beyondLimit = "beyond the first 24"
  }

  /// Learns from samples whose text is known.
  ///
  /// - Parameter file: what errors call the samples.
  /// - Throws: `HandwritingError.tooLittleInk`.
  public func callAsFunction(
    _ model: HandwritingSynthesisModel, _ samples: [InkSample], file: String
  ) throws -> Result {
    var inks: [InkSample] = []
    var faults: [Fault: Int] = [:]
    for sample in samples {
      switch Self.prepared(sample, model.alphabet) {
      case .failure(let fault): faults[fault, default: 0] += 1
      case .success where inks.count == Self.sampleLimit: faults[.beyondLimit, default: 0] += 1
      case .success(let ink): inks.append(ink)
      }
    }
    let leftOut = Fault.allCases.compactMap { fault in
      faults[fault].map { "\($0) \(fault.rawValue)" }
    }.joined(separator: ", ")
    let count = inks.reduce(0) { $0 + $1.text.count }
    guard count >= Self.characterMinimum else {
      throw HandwritingError.tooLittleInk(
        file: file, found: count, needed: Self.characterMinimum, leftOut: leftOut)
    }
    let texts = try inks.map { try model.alphabet.numbers(of: $0.text) }
    model.network.freeze()
    let hands = try model.taughtHands.prefix(Self.handLimit)
    var result = learn(model, inks, texts, candidates: [0] + hands)
    result.leftOut = leftOut
    return result
  }

  /// A sample as it is learnt from.
  private static func prepared(_ sample: InkSample, _ alphabet: InkAlphabet)
    -> Swift.Result<InkSample, Fault>
  {
    if sample.text.isEmpty { return .failure(.noText) }
    guard sample.text.allSatisfy(alphabet.contains) else { return .failure(.unknownCharacter) }
    guard sample.ink.pointCount <= InkReader.devicePointLimit else { return .failure(.badLength) }
    var prepared = sample
    prepared.ink = sample.ink.normalized(text: sample.text, [.incline, .size])
      .resampled(spacing: PenBatch.unit)
    return pointRange.contains(prepared.ink.pointCount)
      ? .success(prepared) : .failure(.badLength)
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
      sampleCount: inks.count, leftOut: "")
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
