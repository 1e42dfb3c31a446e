import Dispatch
import Synchronization
import TensorCore

/// What the preparation of a sample may depend on besides the sample: where its random decisions come from, and which
/// sample of which epoch it is.
public struct SampleDraw {
  /// Random decisions; they follow from seed, epoch and sample.
  public let random: RandomSource
  /// The sample's number in the data set.
  public let index: Int
  /// The epoch, from 0.
  public let epoch: Int

  /// A draw of a sample.
  public init(random: RandomSource = RandomSource(seed: 0), index: Int = 0, epoch: Int = 0) {
    (self.random, self.index, self.epoch) = (random, index, epoch)
  }
}

/// Serves a data set in batches: shuffled anew each epoch, and prepared by background threads ahead of the step that
/// wants them, so that the network does not wait for files and augmentation.
///
/// What a batch holds follows from seed, epoch and step alone, however many threads prepare it. The last batch of an epoch
/// is as short as it comes out.
public final class DataLoader<Source: Dataset, Item: Sendable>: Sendable {
  /// Prepares one sample.
  public typealias Preparation = @Sendable (Source.Sample, SampleDraw) throws -> Item

  /// What is served.
  public let dataset: Source
  /// Samples in a batch.
  public let batchSize: Int
  private let seed: UInt64
  private let shuffles: Bool
  private let workerCount: Int
  private let prepare: Preparation
  private let pending = Mutex<[Place: PendingBatch<Item>]>([:])
  private static var batchesAhead: Int { 2 }

  private struct Place: Hashable {
    let epoch: Int
    let step: Int
  }

  /// A loader.
  ///
  /// - Parameters:
  ///   - shuffles: whether each epoch has an order of its own, or that of the data set.
  ///   - workerCount: how many threads prepare one batch.
  public init(
    _ dataset: Source, batchSize: Int, seed: UInt64 = 0, shuffles: Bool = true,
    workerCount: Int = Runtime.threadCount, prepare: @escaping Preparation
  ) {
    precondition(batchSize > 0, "DataLoader: a batch has one sample or more, not \(batchSize)")
    self.dataset = dataset
    self.batchSize = batchSize
    self.seed = seed
    self.shuffles = shuffles
    self.workerCount = max(workerCount, 1)
    self.prepare = prepare
  }

  /// Batches in an epoch.
  public var batchCount: Int { (dataset.count + batchSize - 1) / batchSize }

  /// One batch; the next ones are begun meanwhile.
  ///
  /// - Throws: what the data set or the preparation throws for the first sample that fails.
  public func batch(_ step: Int, epoch: Int) throws -> [Item] {
    precondition(
      (0..<batchCount).contains(step), "DataLoader: there is no batch \(step) of \(batchCount)")
    let wanted = (step...min(step + Self.batchesAhead, batchCount - 1)).map {
      Place(epoch: epoch, step: $0)
    }
    let batch = pending.withLock { pending in
      pending = pending.filter { wanted.contains($0.key) }
      for place in wanted where pending[place] == nil { pending[place] = begin(place) }
      return pending.removeValue(forKey: wanted[0])
    }
    return try batch?.wait() ?? []
  }

  private func begin(_ place: Place) -> PendingBatch<Item> {
    let order = shuffles ? epochOrder(seed: seed, epoch: place.epoch, count: dataset.count) : nil
    let start = place.step * batchSize
    let indices = (start..<min(start + batchSize, dataset.count)).map { order?[$0] ?? $0 }
    return PendingBatch(indices, workerCount: workerCount) { [dataset, seed, prepare] index in
      let random = RandomSource(
        seed: seed, stream: 1 << 63 | UInt64(place.epoch) << 32 | UInt64(index))
      return try prepare(
        dataset[index], SampleDraw(random: random, index: index, epoch: place.epoch))
    }
  }
}

/// The order of samples in an epoch.
public func epochOrder(seed: UInt64, epoch: Int, count: Int) -> [Int] {
  RandomSource(seed: seed, stream: 1000 + UInt64(epoch)).permutation(count)
}

/// A batch that background threads are working on.
private final class PendingBatch<Item: Sendable>: Sendable {
  private let group = DispatchGroup()
  private let parts: Mutex<[Result<[Item], any Error>?]>

  init(
    _ indices: [Int], workerCount: Int, _ make: @escaping @Sendable (Int) throws -> Item
  ) {
    parts = Mutex(Array(repeating: nil, count: workerCount))
    for worker in 0..<workerCount {
      let range =
        indices.count * worker / workerCount..<indices.count * (worker + 1) / workerCount
      DispatchQueue.global().async(group: group) { [self] in
        let part = Result { try indices[range].map(make) }
        parts.withLock { $0[worker] = part }
      }
    }
  }

  func wait() throws -> [Item] {
    group.wait()
    return try parts.withLock { $0 }.compactMap { $0 }.flatMap { try $0.get() }
  }
}
