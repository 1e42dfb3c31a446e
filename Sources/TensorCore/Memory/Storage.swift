/// The floats behind one or more tensors, from the memory pool and back to it.
///
/// `@unchecked Sendable`: elements are written by whoever makes the tensor, before anybody else sees it, and later only
/// through `Parameter.update`, whose caller sees to it that no other thread uses the parameter then.
final class Storage: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let capacity: Int

  /// Counts in-place changes, so that reordered copies of weights know when they are stale, and `backward` notices
  /// what was changed after the forward pass.
  private(set) var version = 0

  /// The name of the parameter whose elements these are, empty where it has none; nil for all other tensors, which
  /// nobody changes.
  var parameterName: String?

  /// Copies in the layouts that convolutions want, by the number of the primitive that wants them; only read and
  /// written under `ConvolutionPrimitive`'s lock.
  var packed: [Int: PackedWeights] = [:]
  /// Copies that are kept at most: images of ever new sizes leave theirs behind.
  static let packedCapacity = 32

  /// A copy as 16-bit halves; only read and written under `HalfWeights`'s lock.
  var halves: HalfWeights.Copy?

  init(count: Int) {
    self.count = count
    capacity = MemoryPool.capacity(forFloats: count)
    base = MemoryPool.take(capacity: capacity)
  }

  deinit { MemoryPool.give(base, capacity: capacity) }

  func markChanged() { version &+= 1 }
}

/// Weights in one primitive's own layout, as they were at one version of the original.
struct PackedWeights {
  let version: Int
  let storage: Storage
}
