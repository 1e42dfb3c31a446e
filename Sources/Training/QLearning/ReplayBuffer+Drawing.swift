import Foundation
import TensorCore

/// Transitions drawn from a replay buffer, ready to learn from.
public struct TransitionBatch {
  /// What was seen, [N, …].
  public let states: Tensor
  /// What was done, [N].
  public let actions: IndexTensor
  /// Discounted sums of the rewards that followed, [N].
  public let returns: Tensor
  /// What was seen after those rewards, [N, …].
  public let nextStates: Tensor
  /// How much the value of `nextStates` counts: nothing where the episode was over, [N].
  public let discounts: Tensor
  /// How much each sample counts, [N]; all 1 without priorities.
  public let weights: Tensor
  /// Where the samples were, for `update`.
  let slots: [Int]
}

extension ReplayBuffer {
  /// Whether there is anything to draw.
  public var isDrawable: Bool { !drawable.isEmpty }

  /// Draws transitions: all alike, or in proportion to their priorities.
  ///
  /// - Parameter correction: how far weights make up for priorities, 0...1 (β of Schaul et al. 2016).
  public func draw(_ count: Int, correction: Float = 1, using random: RandomSource)
    -> TransitionBatch
  {
    let entries = (0..<count).map { index in
      priorities == nil ? drawUniformly(random) : drawByPriority(index, of: count, random)
    }
    let outlooks = entries.map(outlook)
    return TransitionBatch(
      states: decoded(entries), actions: IndexTensor(entries.map { Int32(actions[slot($0)]) }),
      returns: Tensor(outlooks.map(\.sum)), nextStates: decoded(outlooks.map(\.entry)),
      discounts: Tensor(outlooks.map(\.discount)), weights: Tensor(weights(entries, correction)),
      slots: entries.map(slot))
  }

  /// Sets the priorities of a batch's transitions.
  ///
  /// - Parameter errors: the absolute differences from their targets.
  public func update(_ batch: TransitionBatch, errors: [Float]) {
    guard priorities != nil else { return }
    for (slot, error) in zip(batch.slots, errors) where error.isFinite {
      let priority = pow(abs(error) + 1e-3, settings.priorityExponent)
      // An entry that was overwritten since it was drawn stays out.
      if priorities?[slot] ?? 0 > 0 { priorities?[slot] = priority }
      largestPriority = max(largestPriority, priority)
    }
  }

  private func drawUniformly(_ random: RandomSource) -> Int {
    let range = drawable
    precondition(!range.isEmpty, "ReplayBuffer: nothing to draw from")
    while true {
      let entry = range.lowerBound + random.index(below: range.count)
      if mark(entry) != .closing { return entry }
    }
  }

  /// One mark in each of as many equal parts of the sum as samples are drawn.
  private func drawByPriority(_ index: Int, of count: Int, _ random: RandomSource) -> Int {
    guard let priorities, priorities.total > 0 else { return drawUniformly(random) }
    let mark = (Float(index) + random.uniform()) / Float(count) * priorities.total
    let slot = priorities.index(at: mark)
    // The newest entry that lies in this slot.
    let entry = written - 1 - (written - 1 - slot) % settings.capacity
    return drawable.contains(entry) && self.mark(entry) != .closing ? entry : drawUniformly(random)
  }

  private func weights(_ entries: [Int], _ correction: Float) -> [Float] {
    guard let priorities else { return entries.map { _ in 1 } }
    let count = Float(drawable.count)
    let raw = entries.map { entry in
      pow(max(priorities[slot(entry)], 1e-12) / priorities.total * count, -correction)
    }
    let largest = raw.max() ?? 1
    return raw.map { $0 / largest }
  }

  /// The rewards from an entry on, and the entry whose value stands for the rest.
  func outlook(_ start: Int) -> (sum: Float, discount: Float, entry: Int) {
    var (sum, factor, entry) = (Float(0), Float(1), start)
    for _ in 0..<settings.stepCount {
      sum += factor * rewards[slot(entry)]
      factor *= settings.discount
      switch mark(entry) {
      case .terminated: return (sum, 0, entry)
      case .timeLimit: return (sum, factor, entry + 1)
      case .goesOn, .closing: entry += 1
      }
    }
    return (sum, factor, entry)
  }

  private func decoded(_ entries: [Int]) -> Tensor {
    let size = format.floatCount
    return Tensor(shape: Shape([entries.count] + format.inputShape)) { buffer in
      guard let base = buffer.baseAddress else { return }
      for (index, entry) in entries.enumerated() {
        format.decode(stack(at: entry), into: base + index * size)
      }
    }
  }
}
