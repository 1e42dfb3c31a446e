import Datasets
import TensorCore

/// Samples of like length in a batch, so that little is computed for padding; which ones share one changes with the epoch.
struct InkBatches {
  private let seed: UInt64
  private let ranges: [Range<Int>]
  private var plan: (epoch: Int, samples: [Int], batches: [Int])?

  /// Batches of samples of these lengths.
  ///
  /// - Parameter points: how many a batch has at most, padding included; one sample is taken in any case.
  init(lengths: [Int], points: Int, seed: UInt64) {
    self.seed = seed
    ranges = InkBatches.cut(lengths.sorted(), points: points)
  }

  /// Batches in an epoch.
  var count: Int { ranges.count }

  /// The samples of a batch.
  ///
  /// - Parameter lengths: those of the epoch's samples, as many as before.
  mutating func samples(_ step: Int, epoch: Int, lengths: @autoclosure () -> [Int]) -> [Int] {
    if plan?.epoch != epoch {
      let random = RandomSource(seed: seed, stream: 8000 + UInt64(epoch))
      // A length's neighbours change, by up to a tenth of it.
      let keys = lengths().map { Float($0) * random.uniform(0.9..<1.1) }
      let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
      plan = (epoch, order, epochOrder(seed: seed, epoch: epoch, count: count))
    }
    guard let plan else { return [] }
    return ranges[plan.batches[step]].map { plan.samples[$0] }
  }

  /// Ranges of sorted lengths.
  static func cut(_ lengths: [Int], points: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for (index, length) in lengths.enumerated()
    where index > start && length * (index - start + 1) > points {
      ranges.append(start..<index)
      start = index
    }
    return ranges + (start < lengths.count ? [start..<lengths.count] : [])
  }
}
