import TensorCore

extension ReplayBuffer {
  /// The slots that hold something.
  private var usedCount: Int { min(written, settings.capacity) }

  /// Adds all that is remembered to a checkpoint, under names that begin so.
  func save(to memory: inout TaskState, prefix: String = "") {
    let count = usedCount
    memory.bytes[prefix + "frames"] = Array(
      UnsafeBufferPointer(start: frames, count: count * format.frameByteCount))
    memory.bytes[prefix + "actions"] = Array(actions.prefix(count))
    memory.bytes[prefix + "marks"] = Array(marks.prefix(count))
    memory.tensors[prefix + "rewards"] = Tensor(Array(rewards.prefix(count)))
    if let priorities {
      memory.tensors[prefix + "priorities"] = Tensor((0..<count).map { priorities[$0] })
    }
  }

  /// Takes up what a checkpoint kept; the frame of the entry being made has to be taken in anew.
  ///
  /// - Returns: false where it does not fit this memory.
  func restore(
    from memory: TaskState, prefix: String = "", written: Int, largestPriority: Float,
    actionCount: Int
  ) -> Bool {
    let count = min(written, settings.capacity)
    guard written >= 0, largestPriority.isFinite, largestPriority > 0,
      let frames = memory.bytes[prefix + "frames"], frames.count == count * format.frameByteCount,
      let actions = memory.bytes[prefix + "actions"], actions.count == count,
      actions.allSatisfy({ Int($0) < actionCount }),
      let marks = memory.bytes[prefix + "marks"], marks.count == count,
      marks.allSatisfy({ Mark(rawValue: $0) != nil }),
      let rewards = memory.tensors[prefix + "rewards"], rewards.shape == [count]
    else { return false }
    if priorities != nil {
      guard let stored = memory.tensors[prefix + "priorities"], stored.shape == [count],
        stored.values.allSatisfy({ $0.isFinite && $0 >= 0 })
      else { return false }
      for (slot, priority) in stored.values.enumerated() { priorities?[slot] = priority }
    }
    frames.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { self.frames.update(from: base, count: frames.count) }
    }
    self.actions.replaceSubrange(0..<count, with: actions)
    self.marks.replaceSubrange(0..<count, with: marks)
    self.rewards.replaceSubrange(0..<count, with: rewards.values)
    (self.written, self.largestPriority) = (written, largestPriority)
    return true
  }
}
