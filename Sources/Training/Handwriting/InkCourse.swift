import Datasets
import Inference
import Ink
import TensorCore

/// What is learnt from in an epoch: all samples of the data, besides texts put together of single characters, lines put together of a
/// writer's words, and samples traced from a picture of them, all drawn anew each time.
struct InkCourse: Sendable {
  /// Words and lines, prepared.
  let samples: [InkSample]
  /// Single characters.
  let bank: CharacterBank
  /// Texts put together of characters in an epoch.
  let practiceCount: Int
  /// Lines put together of words in an epoch.
  let lineCount: Int
  /// Samples traced from a picture of them in an epoch.
  let tracedCount: Int
  /// The most points of a sample.
  let pointLimit: Int
  /// Prepares ink that was put together.
  let prepare: @Sendable (Handwriting) -> Handwriting
  private let byWriter: [[Int]]
  private let seed: UInt64

  /// A course of prepared samples.
  ///
  /// - Parameters:
  ///   - practiceShare: texts put together of characters, as a share of the samples.
  ///   - lineShare: lines put together of words, as a share of the samples.
  ///   - tracedShare: samples traced from a picture of them, as a share of the samples.
  init(
    _ samples: [InkSample], characters: [InkSample], practiceShare: Float, lineShare: Float,
    tracedShare: Float, pointLimit: Int, seed: UInt64,
    prepare: @escaping @Sendable (Handwriting) -> Handwriting
  ) {
    self.samples = samples
    self.pointLimit = pointLimit
    self.seed = seed
    self.prepare = prepare
    bank = CharacterBank(characters)
    practiceCount = bank.isEmpty ? 0 : Int(practiceShare * Float(samples.count))
    lineCount = Int(lineShare * Float(samples.count))
    tracedCount = Int(tracedShare * Float(samples.count))
    byWriter = samples.indices.grouped { samples[$0].writer }
  }

  /// The samples of an epoch, always as many.
  func samples(inEpoch epoch: Int) -> [InkSample] {
    let drawn = inParallel(Array(0..<practiceCount + lineCount + tracedCount)) { number in
      let random = RandomSource(
        seed: seed, stream: 1 << 62 | UInt64(epoch) << 32 | UInt64(number))
      let sample =
        number < practiceCount
        ? practice(random) : number < practiceCount + lineCount ? line(random) : traced(random)
      return sample ?? samples[0]
    }
    return samples + drawn.compactMap { try? $0.get() }
  }

  /// A text of single characters in one hand.
  private func practice(_ random: RandomSource) -> InkSample? {
    for _ in 0..<8 {
      let writer = bank.writers[random.index(below: bank.writers.count)]
      let text = PracticeText(random).next(of: bank.characters(of: writer))
      guard !text.isEmpty, let ink = bank.ink(of: text, writer: writer, random) else { continue }
      let prepared = prepare(ink)
      if (2...pointLimit).contains(prepared.pointCount) {
        return InkSample(writer: writer, text: text, ink: prepared)
      }
    }
    return nil
  }

  /// A sample as a picture of it is traced.
  private func traced(_ random: RandomSource) -> InkSample? {
    for _ in 0..<8 {
      var sample = samples[random.index(below: samples.count)]
      sample.ink = prepare(sample.ink.drawnAndTraced(penWidth: random.uniform(1..<4)))
      if (2...pointLimit).contains(sample.ink.pointCount) { return sample }
    }
    return nil
  }

  /// Two or three words of one hand, side by side.
  private func line(_ random: RandomSource) -> InkSample? {
    for _ in 0..<8 {
      let words = byWriter[random.index(below: byWriter.count)]
      var chosen = samples[words[random.index(below: words.count)]]
      for _ in 0..<1 + random.index(below: 2) {
        let next = samples[words[random.index(below: words.count)]]
        guard let right = chosen.ink.bounds?.right, let left = next.ink.bounds?.left,
          chosen.ink.pointCount + next.ink.pointCount <= pointLimit
        else { break }
        let moved = next.ink.translated(x: right - left + random.uniform(14..<30), y: 0)
        chosen.ink.strokes += moved.strokes
        chosen.text += " " + next.text
      }
      if chosen.text.contains(" ") { return chosen }
    }
    return nil
  }
}

/// Gives a course in batches, each sample changed anew.
final class InkLoader {
  private let course: InkCourse
  private let augmentation: InkAugmentation
  private let seed: UInt64
  private var batches: InkBatches
  private var epochSamples: (epoch: Int, samples: [InkSample])

  /// A loader.
  ///
  /// - Parameter points: of a batch, padding included.
  init(_ course: InkCourse, augmentation: InkAugmentation, points: Int, seed: UInt64) {
    self.course = course
    self.augmentation = augmentation
    self.seed = seed
    epochSamples = (0, course.samples(inEpoch: 0))
    batches = InkBatches(
      lengths: epochSamples.samples.map(\.ink.pointCount), points: points, seed: seed)
  }

  /// Batches in an epoch.
  var count: Int { batches.count }

  /// Where the decisions of a step come from: the same ones whenever it is made.
  func random(_ step: Int, epoch: Int) -> RandomSource {
    RandomSource(seed: seed, stream: 1 << 61 | UInt64(epoch) << 32 | UInt64(step))
  }

  /// The samples of a step.
  func batch(_ step: Int, epoch: Int) -> [InkSample] {
    if epochSamples.epoch != epoch { epochSamples = (epoch, course.samples(inEpoch: epoch)) }
    let samples = epochSamples.samples
    let members = batches.samples(
      step, epoch: epoch, lengths: samples.map(\.ink.pointCount))
    let random = random(step, epoch: epoch)
    return members.map { member in
      var sample = samples[member]
      sample.ink = augmentation(sample.ink, random)
      return sample
    }
  }
}
