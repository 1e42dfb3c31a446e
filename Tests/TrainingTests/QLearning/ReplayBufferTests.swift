import Games
import TensorCore
import Testing

@testable import Inference
@testable import Training

@Suite struct ReplayBufferTests {
  /// What a plain reading of the steps gives for step `index`.
  private func expected(_ steps: [PlainStep], _ index: Int, _ stepCount: Int, _ stack: Int) -> (
    sum: Float, discount: Float, frames: [[UInt8]], next: [[UInt8]]?
  ) {
    func stacked(_ history: [[UInt8]]) -> [[UInt8]] {
      (0..<stack).map { history[max(history.count - stack + $0, 0)] }
    }
    var (sum, factor) = (Float(0), Float(1))
    for offset in 0..<stepCount {
      let step = steps[index + offset]
      sum += factor * step.reward
      factor *= 0.9
      if step.ending == .terminated {
        return (sum, 0, stacked(steps[index].history), nil)
      }
      if step.ending == .timeLimit || offset == stepCount - 1 {
        return (
          sum, factor, stacked(steps[index].history), stacked(step.history + [step.next])
        )
      }
    }
    return (sum, factor, [], nil)
  }

  /// The floats of stacked frames, the frames as channels.
  private func floats(_ frames: [[UInt8]]) -> [Float] {
    (0..<3).flatMap { place in frames.map { Float($0[place]) } }
  }

  @Test(arguments: [(1, 1), (3, 1), (1, 4), (3, 4), (5, 2)], [50, 500])
  func returnsAndStacksAreThoseOfThePlainSteps(shape: (Int, Int), capacity: Int) throws {
    let (stepCount, stack) = shape
    let (memory, steps) = rememberedSteps(
      300, stack: stack,
      settings: .init(capacity: capacity, stepCount: stepCount, discount: 0.9), seed: 4)
    // Each frame is unlike all others, so that a sample tells which step it is.
    let numbers = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.frame, $0) })
    var seen: Set<Int> = []
    let random = RandomSource(seed: 8)
    for _ in 0..<200 {
      let batch = memory.draw(16, using: random)
      for sample in 0..<16 {
        let state = Array(batch.states.values[(sample * 3 * stack)..<((sample + 1) * 3 * stack)])
        let last = (0..<3).map { UInt8(state[$0 * stack + stack - 1]) }
        let index = try #require(numbers[last])
        seen.insert(index)
        let right = expected(steps, index, stepCount, stack)
        #expect(batch.actions.values[sample] == Int32(steps[index].action))
        #expect(batch.returns.values[sample] == right.sum)
        #expect(batch.discounts.values[sample] == right.discount)
        #expect(state == floats(right.frames))
        if let next = right.next {
          let found = batch.nextStates.values[(sample * 3 * stack)..<((sample + 1) * 3 * stack)]
          #expect(Array(found) == floats(next))
        }
      }
    }
    // All that can be drawn was: a stretch of steps up to the newest whose return is complete.
    let (oldest, newest) = (try #require(seen.min()), try #require(seen.max()))
    #expect(seen.count == newest - oldest + 1)
    #expect(seen.count == memory.drawable.filter { memory.mark($0) != .closing }.count)
    #expect(newest >= 300 - stepCount && (capacity == 500 ? oldest == 0 : oldest > 250))
  }

  @Test func prioritiesDecideHowOftenStepsAreDrawn() {
    let (memory, _) = rememberedSteps(
      40, stack: 1, settings: .init(capacity: 100, priorityExponent: 1), seed: 4)
    let random = RandomSource(seed: 3)
    let all = memory.drawable.filter { memory.mark($0) != .closing }
    // Every slot gets its own priority; what is drawn must follow.
    for entry in all { memory.priorities?[memory.slot(entry)] = Float(1 + entry % 5) }
    let total = all.reduce(Float(0)) { $0 + Float(1 + $1 % 5) }
    var counts: [Int: Int] = [:]
    let draws = 4000
    for _ in 0..<draws {
      for slot in memory.draw(8, using: random).slots { counts[slot, default: 0] += 1 }
    }
    for entry in all {
      let share = Float(counts[memory.slot(entry)] ?? 0) / Float(8 * draws)
      let right = Float(1 + entry % 5) / total
      #expect(abs(share - right) < 0.15 * right, "\(entry): \(share), expected \(right)")
    }
    #expect(counts.count == all.count)
  }

  @Test func weightsMakeUpForPriorities() {
    let (memory, _) = rememberedSteps(
      40, stack: 1, settings: .init(capacity: 100, priorityExponent: 0.5), seed: 4)
    let random = RandomSource(seed: 3)
    let first = memory.draw(8, using: random)
    #expect(first.weights.values.allSatisfy { $0 == 1 })  // all are new
    memory.update(first, errors: [4, 0, 0, 0, 0, 0, 0, .nan])
    let priorities = first.slots.map { memory.priorities?[$0] ?? 0 }
    #expect(abs(priorities[0] - 2) < 0.001 && priorities[7] == 1)
    let batch = memory.draw(64, correction: 1, using: random)
    let product = zip(batch.slots, batch.weights.values).map {
      (memory.priorities?[$0] ?? 0) * $1
    }
    // Weight times priority is the same for all, and the largest weight is 1.
    for value in product { #expect(abs(value - product[0]) < 1e-4) }
    #expect(batch.weights.values.max() == 1)
  }

  @Test func whatIsOverwrittenIsDrawnNoMore() {
    for stack in [1, 4] {
      let (memory, _) = rememberedSteps(
        500, stack: stack, settings: .init(capacity: 64, stepCount: 3, priorityExponent: 0.6),
        seed: 6)
      let drawable = Set(
        memory.drawable.filter { memory.mark($0) != .closing }.map(memory.slot))
      for slot in 0..<64 {
        #expect((memory.priorities?[slot] ?? 0 > 0) == drawable.contains(slot), "slot \(slot)")
      }
    }
  }

  @Test func sumTree() {
    var tree = SumTree(count: 11)
    var plain = [Float](repeating: 0, count: 11)
    let random = RandomSource(seed: 2)
    for _ in 0..<200 {
      let index = random.index(below: 11)
      let value = Float(random.index(below: 5))
      tree[index] = value
      plain[index] = value
      #expect(tree.total == plain.reduce(0, +))
      guard tree.total > 0 else { continue }
      let mark = Float(random.index(below: Int(tree.total))) + 0.5
      var (rest, right) = (mark, 0)
      while rest >= plain[right] {
        rest -= plain[right]
        right += 1
      }
      #expect(tree.index(at: mark) == right)
    }
    // A mark that rounding has carried to the end still finds something.
    #expect(plain[tree.index(at: tree.total)] > 0)
  }
}
