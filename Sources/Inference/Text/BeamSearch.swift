import ModelZoo
import NeuralNet
import TensorCore

/// Finds likely sequences for a batch of sources: all their beams are written in one pass.
public struct BeamSearch {
  private let network: EncoderDecoder
  private let options: DecodingOptions

  /// A search in this network, which is in evaluation mode.
  public init(_ network: EncoderDecoder, _ options: DecodingOptions) {
    self.network = network
    self.options = options
  }

  /// The best sequences for each source, best first, at most one a beam.
  ///
  /// - Parameters:
  ///   - sources: tokens, of any lengths; each has at least one.
  ///   - starts: the token that begins what is written for each source, where it is not the options' own.
  ///   - forbidden: tokens that are not written for one source, besides those of the options.
  ///   - required: tokens without which what is written for one source does not end before it is too long.
  public func callAsFunction(
    _ sources: [[Int32]], starts: [Int32]? = nil, forbidden: [[Int32]]? = nil,
    required: [[Int32]]? = nil
  ) -> [[Hypothesis]] {
    guard !sources.isEmpty else { return [] }
    return withoutGradient {
      let batch = TokenBatch(sources)
      var state = network.encode(batch.tokens, lengths: batch.lengths)
      var searches = sources.indices.map { index in
        SourceSearch(
          options, sourceLength: sources[index].count, start: starts?[index] ?? options.start,
          forbidden: options.forbidden + (forbidden?[index] ?? []),
          required: required?[index] ?? [])
      }
      var active = Array(sources.indices)
      while true {
        let tokens = active.flatMap { searches[$0].lastTokens }
        let (logits, weights) = network.decode(
          IndexTensor(tokens, shape: [tokens.count, 1]), &state)
        let probabilities = logits.logSoftmax()
        var row = 0
        var survivors: [Int] = []
        var sameSource = true
        for index in active {
          let width = searches[index].lastTokens.count
          let parents = probabilities.withUnsafeValues { values in
            weights.withUnsafeValues { looks in
              searches[index].advance(
                Rows(values, first: row, width: logits.shape[2]),
                attention: Rows(looks, first: row, width: weights.shape[2]))
            }
          }
          survivors += parents.map { $0 + row }
          sameSource = sameSource && parents.count == width
          row += width
        }
        active.removeAll { searches[$0].isFinished }
        if active.isEmpty { break }
        state = sameSource ? state.continuing(survivors) : state.selecting(survivors)
      }
      return searches.map(\.hypotheses)
    }
  }
}

/// Some rows of a matrix.
struct Rows {
  private let values: UnsafeBufferPointer<Float>
  private let first: Int
  private let width: Int

  init(_ values: UnsafeBufferPointer<Float>, first: Int, width: Int) {
    self.values = values
    self.first = first
    self.width = width
  }

  subscript(row: Int) -> Slice<UnsafeBufferPointer<Float>> {
    values[(first + row) * width..<(first + row + 1) * width]
  }
}

/// Sequences of different lengths side by side.
public struct TokenBatch {
  /// [N, longest], filled up with token 0.
  public let tokens: IndexTensor
  /// The length of each sequence.
  public let lengths: [Int]

  /// The sequences as rows.
  public init(_ sequences: [[Int32]]) {
    lengths = sequences.map(\.count)
    let longest = lengths.max() ?? 0
    tokens = IndexTensor(
      sequences.flatMap { $0 + [Int32](repeating: 0, count: longest - $0.count) },
      shape: [sequences.count, longest])
  }
}
