import Foundation
import ModelZoo
import NeuralNet
import TensorCore

/// Writes sequences token by token as chance has it: nucleus sampling (Holtzman et al. 2020, arXiv:1904.09751).
public struct SequenceSampler {
  private let network: EncoderDecoder
  private let options: DecodingOptions
  private let temperature: Float
  private let topP: Float

  /// A sampler in this network, which is in evaluation mode.
  ///
  /// - Parameters:
  ///   - options: everything but what concerns beams and scores.
  ///   - temperature: below 1 likely tokens become likelier; 0 takes the likeliest.
  ///   - topP: of each step's tokens only the likeliest that make up this probability are drawn from.
  public init(
    _ network: EncoderDecoder, _ options: DecodingOptions, temperature: Float = 1, topP: Float = 1
  ) {
    self.network = network
    self.options = options
    self.temperature = temperature
    self.topP = topP
  }

  /// A sequence that is being written.
  private struct Draft {
    let place: (source: Int, item: Int)
    let limit: Int
    let forbidden: Set<Int32>
    var tokens: [Int32] = []
    var logProbability: Float = 0
  }

  /// Some sequences for each source, in the order of drawing; their scores are their log probabilities.
  ///
  /// - Parameters:
  ///   - sources: tokens, of any lengths; each has at least one.
  ///   - forbidden: tokens that are not written for one source, besides those of the options.
  ///   - count: how many sequences for each source.
  ///   - onToken: told each token of the first source's first sequence as soon as it is drawn.
  public func callAsFunction(
    _ sources: [[Int32]], forbidden: [[Int32]]? = nil, count: Int, using random: RandomSource,
    onToken: (Int32) -> Void = { _ in }
  ) -> [[Hypothesis]] {
    guard !sources.isEmpty, count > 0 else { return sources.map { _ in [] } }
    return withoutGradient {
      let batch = TokenBatch(sources)
      var drafts = sources.indices.flatMap { source in
        (0..<count).map { item in
          Draft(
            place: (source, item), limit: options.lengthLimit.tokens(for: sources[source].count),
            forbidden: Set(options.forbidden + (forbidden?[source] ?? [])))
        }
      }
      var state = network.encode(batch.tokens, lengths: batch.lengths)
        .selecting(drafts.map(\.place.source))
      var finished: [(place: (source: Int, item: Int), hypothesis: Hypothesis)] = []
      while !drafts.isEmpty {
        let last = drafts.map { $0.tokens.last ?? options.start }
        let (logits, _) = network.decode(IndexTensor(last, shape: [last.count, 1]), &state)
        let probabilities = logits.logSoftmax()
        var survivors: [Int] = []
        probabilities.withUnsafeValues { values in
          let rows = Rows(values, first: 0, width: logits.shape[2])
          for row in drafts.indices {
            let token = draw(rows[row], drafts[row], random)
            drafts[row].logProbability += rows[row][row * logits.shape[2] + Int(token)]
            if token != options.end {
              drafts[row].tokens.append(token)
              if drafts[row].place == (0, 0) { onToken(token) }
            }
            if token != options.end && drafts[row].tokens.count < drafts[row].limit {
              survivors.append(row)
            } else {
              let draft = drafts[row]
              let hypothesis = Hypothesis(
                tokens: draft.tokens, logProbability: draft.logProbability,
                score: draft.logProbability, attention: [])
              finished.append((draft.place, hypothesis))
            }
          }
        }
        if survivors.count < drafts.count {
          drafts = survivors.map { drafts[$0] }
          if !drafts.isEmpty { state = state.selecting(survivors) }
        }
      }
      var results = sources.map { _ in [Hypothesis]() }
      for item in finished.sorted(by: { $0.place < $1.place }) {
        results[item.place.source].append(item.hypothesis)
      }
      return results
    }
  }

  /// One token of those allowed.
  private func draw(
    _ logProbabilities: Slice<UnsafeBufferPointer<Float>>, _ draft: Draft, _ random: RandomSource
  ) -> Int32 {
    let pick = random.uniform()
    var allowed = Array(logProbabilities)
    for token in draft.forbidden { allowed[Int(token)] = -.infinity }
    for token in options.bannedTokens(after: draft.tokens) { allowed[Int(token)] = -.infinity }
    guard let best = allowed.indices.max(by: { allowed[$0] < allowed[$1] }),
      allowed[best] > -.infinity
    else { return options.end }
    guard temperature > 0 else { return Int32(best) }
    let top = allowed[best]
    let all = allowed.map { exp(($0 - top) / temperature) }
    let total = all.reduce(0, +)
    // Few tokens have to be sorted where the nucleus is among those not much less likely than the likeliest.
    var order = all.indices.filter { all[$0] > 1e-3 }
    if order.reduce(0, { $0 + all[$1] }) < topP * total {
      order = all.indices.filter { all[$0] > 0 }
    }
    order.sort { (all[$0], $1) > (all[$1], $0) }
    let weights = order.map { all[$0] }
    var kept: Float = 0
    let nucleus = weights.firstIndex {
      kept += $0
      return kept >= topP * total
    }
    var rest = pick * kept
    for index in 0...(nucleus ?? weights.count - 1) {
      rest -= weights[index]
      if rest < 0 { return Int32(order[index]) }
    }
    return Int32(order[nucleus ?? weights.count - 1])
  }
}

extension EncoderDecoder {
  /// How likely each target with its end is after each source: the sum of its tokens' log probabilities.
  ///
  /// - Parameters:
  ///   - start: the token that begins each target.
  ///   - end: the token that ends it, which counts.
  ///   - count: how many tokens count, from the first.
  public func logProbabilities(
    of targets: [[Int32]], after sources: [[Int32]], start: Int32, end: Int32,
    first count: Int = .max
  ) -> [Float] {
    guard !targets.isEmpty, count > 0 else { return targets.map { _ in 0 } }
    return withoutGradient {
      let sources = TokenBatch(sources)
      let counted = targets.map { ($0 + [end]).prefix(count) }
      let given = TokenBatch(counted.map { [start] + $0.dropLast() })
      let logits = self(sources.tokens, lengths: sources.lengths, target: given.tokens)
      let (steps, width) = (logits.shape[1], logits.shape[2])
      return logits.logSoftmax().withUnsafeValues { values in
        counted.enumerated().map { row, tokens in
          tokens.enumerated().reduce(0) { sum, item in
            sum + values[(row * steps + item.offset) * width + Int(item.element)]
          }
        }
      }
    }
  }
}
