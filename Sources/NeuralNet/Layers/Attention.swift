import TensorCore

/// Attention of queries over a memory: how alike they are decides how much of each item is read.
///
/// - Input: queries [N, T, Q], memory [N, S, M]. Output: contexts [N, T, M] and weights [N, T, S].
/// Luong et al. 2015 (arXiv:1508.04025, dot and general), Bahdanau et al. 2015 (arXiv:1409.0473, additive).
public final class Attention: Module {
  /// How likeness is measured.
  public enum Score: String, Sendable, Codable, CaseIterable {
    /// q · m; both have the same width.
    case dot
    /// q · W m.
    case general
    /// v · tanh(W q + U m).
    case additive
  }
  /// How likeness is measured.
  public let score: Score
  /// Projects the memory (general, additive).
  public let memoryProjection: Linear?
  /// Projects the queries (additive).
  public let queryProjection: Linear?
  /// Turns the projections into a number (additive).
  public let energy: Linear?

  /// Attention between queries and a memory of these widths; `units` is the additive projection's width.
  public init(
    _ score: Score, queryWidth: Int, memoryWidth: Int, units: Int? = nil,
    _ source: ParameterSource
  ) {
    self.score = score
    let hidden = units ?? queryWidth
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
      Linear(inputs: inputs, outputs: outputs, hasBias: false, source[name])
    }
    switch score {
    case .dot:
      precondition(
        queryWidth == memoryWidth,
        "Attention: dot needs equal widths, not \(queryWidth), \(memoryWidth)")
      (memoryProjection, queryProjection, energy) = (nil, nil, nil)
    case .general:
      (memoryProjection, queryProjection, energy) = (
        linear("memory_projection", memoryWidth, queryWidth), nil, nil
      )
    case .additive:
      (memoryProjection, queryProjection, energy) = (
        linear("memory_projection", memoryWidth, hidden),
        linear("query_projection", queryWidth, hidden), linear("energy", hidden, 1)
      )
    }
  }

  /// The score.
  public override var summary: String { "\(score.rawValue) score over what was read" }

  /// What the queries are compared with: compute it once for a memory that is read many times.
  public func keys(_ memory: Tensor) -> Tensor { memoryProjection.map { $0(memory) } ?? memory }

  /// The context of each query and how much of each item it holds.
  ///
  /// - Parameters:
  ///   - keys: `keys(memory)`, where it is known already.
  ///   - lengths: the items that count in each memory; the others get weight 0.
  public func callAsFunction(
    _ queries: Tensor, memory: Tensor, keys: Tensor? = nil, lengths: [Int]? = nil
  ) -> (context: Tensor, weights: Tensor) {
    let keys = keys ?? self.keys(memory)
    var scores: Tensor
    if let queryProjection, let energy {
      let (n, t, s) = (queries.shape[0], queries.shape[1], memory.shape[1])
      let hidden = keys.shape[2]
      let sums =
        queryProjection(queries).reshaped([n, t, 1, hidden]) + keys.reshaped([n, 1, s, hidden])
      scores = energy(sums.tanh()).reshaped([n, t, s])
    } else {
      scores = queries.matmul(keys, transposingOther: true)
    }
    if let lengths { scores = scores + Attention.mask(lengths, itemCount: memory.shape[1]) }
    let weights = scores.softmax()
    return (weights.matmul(memory), weights)
  }

  /// 0 where an item counts, a large negative number where it does not: [N, 1, S].
  private static func mask(_ lengths: [Int], itemCount: Int) -> Tensor {
    Tensor(shape: [lengths.count, 1, itemCount]) { buffer in
      for (row, length) in lengths.enumerated() {
        for item in 0..<itemCount {
          buffer[row * itemCount + item] = item < length ? 0 : -1e9
        }
      }
    }
  }
}
