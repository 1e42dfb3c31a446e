import Ink
import ModelZoo
import Platform
import TensorCore

/// Ink that the network made.
public struct WrittenInk: Sendable {
  /// Steps of the pen, [T, 3]: dx, dy in units, and 1 where the pen leaves the paper. y = 0 before the first is the baseline.
  public var offsets: [Float]
  /// The character that the window looked at most at each point, from 0.
  public var places: [Int]
  /// Whether the window had come to the text's end when the writing ended.
  public var isComplete: Bool

  /// The strokes, x = 0 at the pen's start; empty where a number is not finite.
  public var ink: Handwriting { Handwriting(penOffsets: offsets) ?? Handwriting() }
}

/// Draws ink from a network, several texts side by side.
///
/// The end is the window's: the network's own end counts only once the last character is looked at, and where the window has come to
/// the end of the text, the next lift of the pen is the last.
public struct PenSampler {
  /// What is written, and how.
  public struct Job {
    /// The characters' numbers.
    public var text: [Int32]
    /// The numbers that stand for the hand.
    public var style: [Float]
    /// Ink in that hand and what it says, which the network is led through before; nil for none.
    public var primer: Primer?
    /// Where the draws come from.
    public var random: RandomSource

    /// A text in a hand.
    public init(text: [Int32], style: [Float], primer: Primer? = nil, random: RandomSource) {
      (self.text, self.style, self.primer, self.random) = (text, style, primer, random)
    }
  }

  /// Ink and what it says.
  public struct Primer: Sendable, Equatable {
    /// The characters' numbers.
    public var text: [Int32]
    /// Steps of the pen, [T, 3], in units.
    public var offsets: [Float]

    /// Ink and what it says.
    public init(text: [Int32], offsets: [Float]) { (self.text, self.offsets) = (text, offsets) }
  }

  /// How much narrower and surer the draws are than the distributions (Graves 2013, equations 61 and 62): 0 as learnt, 1 neat.
  public var bias = WritingOptions.usualBias
  private let network: HandwritingSynthesis

  /// Points of a character at most, and of a text besides.
  private static let limit = (perCharacter: 45, besides: 40)
  /// Points that are drawn on the mark of the end before the pen is lifted.
  private static let patience = 6

  /// A sampler of a network in evaluation mode.
  public init(_ network: HandwritingSynthesis) { self.network = network }

  /// Writes all jobs; what becomes of one does not depend on the others but for the last bits.
  public func callAsFunction(_ jobs: [Job]) -> [WrittenInk] {
    // Rows go together from the first step on, so jobs with a primer of another length go in another batch.
    let groups = Dictionary(grouping: jobs.indices) { jobs[$0].primer?.offsets.count ?? 0 }
    var results = [WrittenInk?](repeating: nil, count: jobs.count)
    for (_, members) in groups.sorted(by: { $0.key < $1.key }) {
      let written = withoutGradient { write(members.map { jobs[$0] }) }
      for (member, ink) in zip(members, written) { results[member] = ink }
    }
    return results.compactMap { $0 }
  }

  private func write(_ jobs: [Job]) -> [WrittenInk] {
    let width = network.configuration.writerWidth
    let condition = network.condition(
      jobs.map { ($0.primer?.text ?? []) + $0.text },
      styles: Tensor(jobs.flatMap(\.style), shape: [jobs.count, width]))
    var state = HandwritingSynthesis.State()
    var rows = jobs.map { PenRow($0, bias: bias) }
    var input = PenBatch(jobs.map { ($0.primer?.offsets ?? []) + [0, 0, 0] }).inputs
    let longest = rows.map(\.limit).max() ?? 0
    for _ in 0..<longest where rows.contains(where: { !$0.isFinished }) {
      let (distribution, window) = network(input, condition, &state)
      let (steps, numbers, items) = (input.shape[1], distribution.shape[2], window.shape[2])
      distribution.withUnsafeValues { distribution in
        window.withUnsafeValues { window in
          for row in rows.indices {
            let last = row * steps + steps - 1
            rows[row].advance(
              UnsafeBufferPointer(rebasing: distribution[last * numbers..<(last + 1) * numbers]),
              window: UnsafeBufferPointer(rebasing: window[last * items..<(last + 1) * items]))
          }
        }
      }
      input = Tensor(rows.flatMap(\.lastStep), shape: [rows.count, 1, 3])
    }
    return rows.map(\.written)
  }

  /// One text being written.
  private struct PenRow {
    private let job: Job
    private let bias: Float
    private let first: Int  // the first character behind the primer
    private let end: Int  // the place of the mark of the end
    let limit: Int
    private(set) var isFinished = false
    private(set) var written = WrittenInk(offsets: [], places: [], isComplete: false)
    /// The step as the network's next input, [3].
    private(set) var lastStep: [Float] = [0, 0, 1]
    private var stepsOnEnd = 0
    /// How far below the baseline the pen is before the first step, in units.
    private var startHeight: Float

    init(_ job: Job, bias: Float) {
      (self.job, self.bias) = (job, bias)
      let primer = job.primer?.offsets ?? []
      startHeight = stride(from: 1, to: primer.count, by: 3).reduce(0) { $0 + primer[$1] }
      first = job.primer?.text.count ?? 0
      end = first + job.text.count
      limit = PenSampler.limit.perCharacter * job.text.count + PenSampler.limit.besides
    }

    mutating func advance(
      _ distribution: UnsafeBufferPointer<Float>, window: UnsafeBufferPointer<Float>
    ) {
      guard !isFinished else { return }
      let place = window.indices.prefix(end + 1).max { window[$0] < window[$1] } ?? 0
      let mixture = MixtureDraw(distribution, bias: bias, job.random)
      var event = mixture.event
      // All is written where the last character is looked at and nothing but the end is left.
      let isLast = place >= end - 1
      if event == .ends && !isLast { event = .lifts }
      stepsOnEnd += place == end ? 1 : 0
      let stops =
        event == .ends || (place == end && event == .lifts)
        || stepsOnEnd > PenSampler.patience
      let isDone = stops || written.places.count + 1 >= limit
      lastStep = [mixture.x, mixture.y, event == .draws ? 0 : 1]
      written.offsets += [
        mixture.x * PenBatch.unit, mixture.y * PenBatch.unit + startHeight,
        event == .draws && !isDone ? 0 : 1,
      ]
      startHeight = 0
      written.places.append(min(max(place - first, 0), job.text.count - 1))
      written.isComplete = stops
      isFinished = isDone
    }
  }
}

/// A step drawn from what the network says of it.
private struct MixtureDraw {
  let x: Float
  let y: Float
  let event: PenEvent

  init(_ distribution: UnsafeBufferPointer<Float>, bias: Float, _ random: RandomSource) {
    let events = PenEvent.allCases.count
    let choice = MixtureDraw.index(distribution[..<events], sharpness: 1 + bias, random)
    event = PenEvent(rawValue: Int32(choice)) ?? .draws
    let numbers = UnsafeBufferPointer(rebasing: distribution[events...])
    let k = numbers.count / 6
    let one = MixtureDraw.index(numbers[..<k], sharpness: 1 + bias, random)
    let (a, b) = (random.normal(), random.normal())
    let (deviationX, deviationY) = (
      exp(numbers[3 * k + one] - bias), exp(numbers[4 * k + one] - bias)
    )
    let correlation = tanh(numbers[5 * k + one])
    x = numbers[k + one] + deviationX * a
    y =
      numbers[2 * k + one] + deviationY
      * (correlation * a + (1 - correlation * correlation).squareRoot() * b)
  }

  /// An index with a probability of e^(sharpness · logit).
  private static func index(
    _ logits: Slice<UnsafeBufferPointer<Float>>, sharpness: Float, _ random: RandomSource
  ) -> Int {
    let top = logits.max() ?? 0
    let weights = logits.map { exp(($0 - top) * sharpness) }
    var rest = random.uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.indices.max { weights[$0] < weights[$1] } ?? 0
  }
}
