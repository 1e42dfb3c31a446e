import Platform
import Synchronization

/// What the memory pool holds and what it has asked of the system.
public struct MemoryStatistics: Sendable, Equatable {
  /// Bytes in live tensors.
  public var bytesInUse = 0
  /// Bytes kept for the next tensors.
  public var bytesCached = 0
  /// The most bytes that were ever in use at once.
  public var peakBytesInUse = 0
  /// How often the pool had to ask the system for memory.
  public var systemAllocations = 0
  /// How often a tensor asked the pool.
  public var requests = 0
}

/// Hands out 64-byte aligned float buffers and takes them back, so that a training step in steady state
/// asks nothing of the system. Sizes are rounded up to four classes for each power of two. Where shapes vary, what is
/// cached is given back to the system before the pool grows beyond four times what was ever in use at once (in a virtual machine fresh pages are dear).
public enum MemoryPool {
  private struct State {
    var free: [Int: [UInt]] = [:]
    var statistics = MemoryStatistics()

    /// Forgets the cached buffers, and returns them.
    mutating func emptied() -> [UInt] {
      defer { (free, statistics.bytesCached) = ([:], 0) }
      return free.values.flatMap { $0 }
    }
  }
  private static let state = Mutex(State())

  /// A snapshot of the counters.
  public static var statistics: MemoryStatistics { state.withLock { $0.statistics } }

  /// Gives all cached buffers back to the system.
  public static func trim() { release(state.withLock { $0.emptied() }) }

  private static func release(_ buffers: [UInt]) {
    for address in buffers { free(UnsafeMutableRawPointer(bitPattern: address)) }
  }

  /// The bytes that are set aside for `count` floats.
  static func capacity(forFloats count: Int) -> Int {
    let bytes = max(count, 16) * MemoryLayout<Float>.stride
    let power = Int.bitWidth - (bytes - 1).leadingZeroBitCount  // bytes <= 2^power
    let step = max(1 << max(power - 3, 0), 64)
    return (bytes + step - 1) / step * step
  }

  static func take(capacity: Int) -> UnsafeMutablePointer<Float> {
    let (reused, surplus) = state.withLock { state -> (UInt?, [UInt]) in
      state.statistics.requests += 1
      state.statistics.bytesInUse += capacity
      state.statistics.peakBytesInUse = max(
        state.statistics.peakBytesInUse, state.statistics.bytesInUse)
      if let address = state.free[capacity]?.popLast() {
        state.statistics.bytesCached -= capacity
        return (address, [])
      }
      state.statistics.systemAllocations += 1
      let held = state.statistics.bytesInUse + state.statistics.bytesCached
      return (nil, held > 4 * state.statistics.peakBytesInUse ? state.emptied() : [])
    }
    release(surplus)
    if let reused, let pointer = UnsafeMutablePointer<Float>(bitPattern: reused) { return pointer }
    var fresh: UnsafeMutableRawPointer?
    // Large buffers are aligned so that the kernel can back them by huge pages.
    let alignment = capacity >= 4 << 20 ? 2 << 20 : 64
    guard posix_memalign(&fresh, alignment, capacity) == 0, let fresh else {
      // No input leads here unchecked: sizes from files are bounded where they are read.
      fatalError("MemoryPool: the system has no \(capacity) bytes left")
    }
    #if os(Linux)
      if alignment > 64 { madvise(fresh, capacity, MADV_HUGEPAGE) }
    #endif
    return fresh.assumingMemoryBound(to: Float.self)
  }

  static func give(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    state.withLock { state in
      state.free[capacity, default: []].append(UInt(bitPattern: pointer))
      state.statistics.bytesInUse -= capacity
      state.statistics.bytesCached += capacity
    }
  }
}
