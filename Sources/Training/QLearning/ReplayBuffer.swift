import Foundation
import Inference
import TensorCore

/// The transitions that an agent learns from: each frame is kept once, as bytes, and stacks of frames are put together when
/// they are drawn.
///
/// An entry is a frame, the action that was taken on it, and what that led to. `begin` takes in a frame, `finish` what
/// was done; where a time limit cuts an episode off, `close` keeps the frame after it, which later values are read from.
public final class ReplayBuffer {
  /// What is kept besides frames.
  public struct Settings: Sendable {
    /// How many entries are kept.
    public var capacity: Int
    /// n of the n-step return: rewards added up before the network's own estimate stands for the rest.
    public var stepCount = 1
    /// Discount factor γ.
    public var discount: Float = 0.99
    /// Priority exponent α, 0 for uniform draws (Schaul et al. 2016, arXiv:1511.05952).
    public var priorityExponent: Float = 0

    /// Settings with the usual discount.
    public init(
      capacity: Int, stepCount: Int = 1, discount: Float = 0.99, priorityExponent: Float = 0
    ) {
      self.capacity = capacity
      self.stepCount = stepCount
      self.discount = discount
      self.priorityExponent = priorityExponent
    }
  }

  /// How an entry ended; the last is the frame after a time limit, which no action belongs to.
  enum Mark: UInt8 {
    case goesOn, terminated, timeLimit, closing
  }

  /// What is seen.
  public let format: ObservationFormat
  /// What was chosen.
  public let settings: Settings
  /// How many entries were ever made; the frame of the one being made has this number.
  public internal(set) var written = 0

  let frames: UnsafeMutablePointer<UInt8>
  var actions: [UInt8]
  var rewards: [Float]
  var marks: [UInt8]
  var priorities: SumTree?
  var largestPriority: Float = 1

  /// An empty buffer.
  public init(_ format: ObservationFormat, _ settings: Settings) {
    precondition(
      settings.capacity > settings.stepCount + format.stackCount && settings.stepCount >= 1,
      "ReplayBuffer: \(settings.capacity) entries are too few")
    self.format = format
    self.settings = settings
    // The system gives zeroed pages as they are touched.
    let bytes = calloc(settings.capacity, format.frameByteCount)
    guard let bytes else {
      preconditionFailure(
        "ReplayBuffer: no memory for \(settings.capacity) x \(format.frameByteCount)")
    }
    frames = bytes.assumingMemoryBound(to: UInt8.self)
    actions = [UInt8](repeating: 0, count: settings.capacity)
    rewards = [Float](repeating: 0, count: settings.capacity)
    marks = [UInt8](repeating: 0, count: settings.capacity)
    priorities = settings.priorityExponent > 0 ? SumTree(count: settings.capacity) : nil
  }

  deinit { free(frames) }

  func slot(_ entry: Int) -> Int { entry % settings.capacity }
  func frame(_ entry: Int) -> UnsafeMutablePointer<UInt8> {
    frames + slot(entry) * format.frameByteCount
  }
  func mark(_ entry: Int) -> Mark { Mark(rawValue: marks[slot(entry)]) ?? .goesOn }

  /// The oldest entry whose frame is still there, the one being made counted.
  var oldest: Int { max(0, written + 1 - settings.capacity) }

  /// The entries that can be drawn, if they hold an action.
  var drawable: Range<Int> {
    let first = oldest == 0 ? 0 : oldest + format.stackCount - 1
    return first..<max(first, written - settings.stepCount + 1)
  }

  /// Takes in what is seen: `write` is given the memory for it.
  public func begin(_ write: (UnsafeMutableRawBufferPointer) -> Void) {
    write(UnsafeMutableRawBufferPointer(start: frame(written), count: format.frameByteCount))
    if priorities != nil {
      // What is overwritten, and what lacks the frames before it now, is drawn no more.
      let first = oldest == 0 ? 0 : oldest + format.stackCount - 1
      priorities?[slot(written)] = 0
      for entry in oldest..<max(oldest, min(first, written)) { priorities?[slot(entry)] = 0 }
    }
  }

  /// Notes what was done on the frame that was taken in, and what it led to.
  public func finish(action: Int, reward: Float, isTerminated: Bool, isCutOff: Bool) {
    append(
      action: UInt8(action), reward: reward,
      isTerminated ? .terminated : isCutOff ? .timeLimit : .goesOn)
  }

  /// Keeps the frame that was taken in as what was seen after a time limit.
  public func close() { append(action: 0, reward: 0, .closing) }

  private func append(action: UInt8, reward: Float, _ mark: Mark) {
    let slot = slot(written)
    actions[slot] = action
    rewards[slot] = reward
    marks[slot] = mark.rawValue
    written += 1
    // The entry whose return is complete now can be drawn.
    let ready = written - settings.stepCount
    if priorities != nil, drawable.contains(ready), self.mark(ready) != .closing {
      priorities?[self.slot(ready)] = largestPriority
    }
  }

  /// Whether an episode starts with this entry.
  private func isFirst(_ entry: Int) -> Bool {
    entry == 0 || mark(entry - 1) == .terminated || mark(entry - 1) == .closing
  }

  /// The frames that are seen at an entry, the oldest first.
  func stack(at entry: Int) -> [UnsafePointer<UInt8>] {
    var current = entry
    var found = [UnsafePointer(frame(entry))]
    for _ in 1..<format.stackCount {
      if !isFirst(current) && current > oldest { current -= 1 }
      found.append(UnsafePointer(frame(current)))
    }
    return found.reversed()
  }

  /// What is seen now, as the network's input of one sample.
  public func latest() -> Tensor {
    Tensor(shape: Shape([1] + format.inputShape)) { buffer in
      if let base = buffer.baseAddress { format.decode(stack(at: written), into: base) }
    }
  }
}
