import Datasets
import Foundation
import Synchronization
import TensorCore
import Testing

@Suite struct DataLoaderTests {
  /// Numbers from 0 on; one of them may fail.
  private struct Numbers: Dataset {
    let count: Int
    var broken: Int?

    struct Broken: Error, Equatable {
      let index: Int
    }

    subscript(index: Int) -> Int {
      get throws {
        if index == broken { throw Broken(index: index) }
        return index
      }
    }
  }

  private func epoch(
    _ number: Int, count: Int = 23, batchSize: Int = 5, seed: UInt64 = 0, shuffles: Bool = true,
    workerCount: Int = 2
  ) throws -> [[String]] {
    let loader = DataLoader(
      Numbers(count: count), batchSize: batchSize, seed: seed, shuffles: shuffles,
      workerCount: workerCount
    ) { number, draw in "\(number) \(draw.random.next())" }
    return try (0..<loader.batchCount).map { try loader.batch($0, epoch: number) }
  }

  private func numbers(_ batches: [[String]]) -> [Int] {
    batches.joined().compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
  }

  @Test func everyEpochHoldsEverySampleOnceAndTheLastBatchIsShort() throws {
    let first = try epoch(0)
    #expect(first.map(\.count) == [5, 5, 5, 5, 3])
    #expect(numbers(first).sorted() == Array(0..<23))
    #expect(try numbers(first) != numbers(epoch(1)))
    #expect(try numbers(epoch(0, shuffles: false)) == Array(0..<23))
    #expect(try epoch(0, count: 0).isEmpty)
  }

  @Test func seedEpochAndStepDecideWhateverTheThreads() throws {
    let expected = try epoch(3)
    for workerCount in [1, 3, 8, 40] {
      #expect(try epoch(3, workerCount: workerCount) == expected, "\(workerCount) threads")
    }
    #expect(try epoch(3, seed: 1) != expected)
    // Asked for out of order, as a resumed run does.
    let loader = DataLoader(Numbers(count: 23), batchSize: 5) { "\($0) \($1.random.next())" }
    #expect(try loader.batch(3, epoch: 3) == expected[3])
    #expect(try loader.batch(1, epoch: 3) == expected[1])
    #expect(try loader.batch(0, epoch: 0) == epoch(0)[0])
  }

  @Test func theFirstSampleThatFailsIsNamed() throws {
    let loader = DataLoader(
      Numbers(count: 20, broken: 7), batchSize: 5, shuffles: false
    ) { number, _ in number }
    #expect(try loader.batch(0, epoch: 0) == [0, 1, 2, 3, 4])
    #expect(throws: Numbers.Broken(index: 7)) { try loader.batch(1, epoch: 0) }
    #expect(try loader.batch(2, epoch: 0) == [10, 11, 12, 13, 14])
  }

  @Test func theNextBatchesAreMadeAhead() throws {
    let made = Mutex(Set<Int>())
    let loader = DataLoader(Numbers(count: 100), batchSize: 10, shuffles: false) { number, _ in
      made.withLock { _ = $0.insert(number) }
      return number
    }
    _ = try loader.batch(0, epoch: 0)
    // Waiting for the third batch means that it was begun: nothing else asks for it.
    for _ in 0..<10_000 where made.withLock({ $0.count < 30 }) {
      _ = Runtime.threadCount
      usleep(1000)
    }
    #expect(made.withLock { $0 } == Set(0..<30))
  }

  @Test func subsetsKeepTheirOrder() throws {
    let part = Subset(Numbers(count: 10), [7, 2, 5])
    #expect(part.count == 3)
    #expect(try (0..<3).map { try part[$0] } == [7, 2, 5])
  }
}
