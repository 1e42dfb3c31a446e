import TensorCore
import TestSupport
import Testing

/// The seeded generator and dropout, which draws from it.
@Suite struct RandomTests {
  @Test func sameSeedSameNumbers() {
    let (a, b) = (RandomSource(seed: 7), RandomSource(seed: 7))
    #expect((0..<1000).allSatisfy { _ in a.next() == b.next() })
    #expect(
      Tensor.normal([50], using: RandomSource(seed: 1)).values
        == Tensor.normal([50], using: RandomSource(seed: 1)).values)
  }

  @Test func seedsAndStreamsDiffer() {
    let firsts = Set(
      (0..<100).flatMap { seed in
        (0..<10).map { RandomSource(seed: UInt64(seed), stream: UInt64($0)).next() }
      })
    #expect(firsts.count == 1000)
  }

  @Test func stateGoesOn() {
    let source = RandomSource(seed: 3)
    _ = source.permutation(20)
    let copy = RandomSource(seed: 99)
    copy.state = source.state
    #expect(copy.next() == source.next())
    #expect(copy.normal() == source.normal())
  }

  @Test func distributions() {
    let source = RandomSource(seed: 4)
    let count = 100_000
    let uniform = (0..<count).map { _ in Double(source.uniform(-2..<3)) }
    #expect(uniform.allSatisfy { $0 >= -2 && $0 < 3 })
    #expect(abs(mean(uniform) - 0.5) < 0.03)
    #expect(abs(variance(uniform) - 25.0 / 12) < 0.03)
    let normal = (0..<count).map { _ in Double(source.normal()) }
    #expect(abs(mean(normal)) < 0.02)
    #expect(abs(variance(normal) - 1) < 0.03)
    let beyondTwo = Double(normal.filter { abs($0) > 2 }.count) / Double(count)
    #expect(abs(beyondTwo - 0.0455) < 0.004)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[source.index(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  }

  @Test func permutationHoldsEveryNumberOnce() {
    let source = RandomSource(seed: 5)
    #expect(source.permutation(500).sorted() == Array(0..<500))
    #expect(source.permutation(0).isEmpty)
    // Each of the 6 orders of 3 is about as frequent as the others.
    var orders: [[Int]: Int] = [:]
    for _ in 0..<6000 { orders[source.permutation(3), default: 0] += 1 }
    #expect(orders.count == 6 && orders.values.allSatisfy { abs($0 - 1000) < 150 })
  }

  @Test func upperEndIsExcluded() {
    let source = RandomSource(seed: 0)
    source.state = [0, 0, 0, .max]  // the next 64 bits are all ones
    #expect(source.uniform(1..<2) < 2)
  }

  @Test(arguments: [Float(0.1), 0.5, 0.9])
  func dropoutKeepsTheExpectation(_ probability: Float) {
    let count = 200_000
    let x = Tensor.filled([count], with: 2)
    let y = x.dropout(probability: probability, using: RandomSource(seed: 6)).values
    let kept = 2 / (1 - probability)
    #expect(y.allSatisfy { $0 == 0 || abs($0 - kept) < 1e-5 * kept })
    let dropped = y.map { $0 == 0 ? 1.0 : 0.0 }
    #expect(abs(mean(dropped) - Double(probability)) < 0.006)
    // Neighbours, and elements a row of 256 apart, fall independently of one another.
    for lag in [1, 2, 256] {
      let both = (0..<(count - lag)).filter { dropped[$0] == 1 && dropped[$0 + lag] == 1 }.count
      let share = Double(both) / Double(count - lag)
      #expect(abs(share - Double(probability * probability)) < 0.006)
    }
  }

  @Test func dropoutRepeatsWithItsSeed() {
    let x = Tensor.ones([1000])
    func dropped(_ source: RandomSource) -> [Float] {
      x.dropout(probability: 0.5, using: source).values
    }
    #expect(dropped(RandomSource(seed: 1)) == dropped(RandomSource(seed: 1)))
    #expect(dropped(RandomSource(seed: 1)) != dropped(RandomSource(seed: 2)))
    let source = RandomSource(seed: 1)
    #expect(dropped(source) != dropped(source))
  }

  @Test func dropoutDropsTheSameGradients() {
    let x = Parameter(.ones([1000]))
    let y = x.value.dropout(probability: 0.3, using: RandomSource(seed: 8))
    y.sum().backward()
    #expect(x.gradient?.values == y.values)
  }

  @Test func dropoutOfNothing() {
    let source = RandomSource(seed: 1)
    let state = source.state
    #expect(Tensor.ones([5]).dropout(probability: 0, using: source).values == [1, 1, 1, 1, 1])
    #expect(source.state == state)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func variance(_ values: [Double]) -> Double {
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }
}
