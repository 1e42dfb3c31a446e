import CKernels
import Synchronization

/// Weights as 16-bit halves beside the floats. A product of a few rows is bound by reading its weights, and these are half as
/// much to read.
enum HalfWeights {
  /// A copy as it was at one version of the original; no storage where a number is not exactly a half.
  struct Copy {
    let version: Int
    let storage: Storage?
  }

  /// More rows than these are better off with a matrix product.
  private static let rowLimit = 6
  private static let leastCount = 1 << 14
  private static let lock = Mutex(())

  /// The halves of a parameter's matrix; nil where it does not pay, or where a weight is no half, as in training.
  static func copy(of weights: Tensor, rows: Int) -> Storage? {
    let original = weights.storage
    guard rows <= rowLimit, weights.count >= leastCount, original.parameterName != nil else {
      return nil
    }
    return lock.withLock { _ in
      if let known = original.halves, known.version == original.version { return known.storage }
      let storage = Storage(count: (weights.count + 1) / 2)
      let isExact = zoo_halve(weights.count, weights.pointer, storage.base) != 0
      original.halves = Copy(version: original.version, storage: isExact ? storage : nil)
      return isExact ? storage : nil
    }
  }
}

extension Parameter {
  /// Rounds the elements as a weight file of halves does.
  public func roundToHalves() { update { zoo_round_to_halves(shape.count, $0) } }
}
