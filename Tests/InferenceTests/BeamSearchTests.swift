import ModelZoo
import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import Inference

/// Beam search against plain enumeration.
@Suite struct BeamSearchTests {
  private static let end: Int32 = 1
  private static let start: Int32 = 2
  private let network: EncoderDecoder

  init() throws {
    var configuration = EncoderDecoder.Configuration(vocabulary: 5)
    (configuration.embedding, configuration.units) = (6, 8)
    network = EncoderDecoder(configuration, .random(RandomSource(seed: 0)))
    try Pattern.fill(network)
  }

  private func options(beam: Int, limit: Int) -> DecodingOptions {
    var options = DecodingOptions(start: Self.start, end: Self.end)
    options.beam = beam
    options.lengthLimit = .init(perSourceToken: 0, extra: limit)
    options.lengthPenalty = 0
    options.minimumLength = 0
    return options
  }

  /// log P(tokens | source), the end included where it is written.
  private func logProbability(_ tokens: [Int32], after source: [Int32]) -> Float {
    withoutGradient {
      let batch = TokenBatch([source])
      let given = IndexTensor([Self.start] + tokens.dropLast(), shape: [1, tokens.count])
      let values = network(batch.tokens, lengths: batch.lengths, target: given).logSoftmax().values
      return tokens.enumerated().reduce(0) { $0 + values[$1.offset * 5 + Int($1.element)] }
    }
  }

  /// All sequences of up to `limit` tokens that end, or are cut there, with their probabilities.
  private func enumeration(_ source: [Int32], limit: Int) -> [(tokens: [Int32], value: Float)] {
    var open: [[Int32]] = [[]]
    var all: [(tokens: [Int32], value: Float)] = []
    for _ in 0..<limit {
      all += open.map { ($0, logProbability($0 + [Self.end], after: source)) }
      open = open.flatMap { tokens in [0, 2, 3, 4].map { tokens + [$0] } }
    }
    all += open.map { ($0, logProbability($0, after: source)) }
    return all.sorted { $0.value > $1.value }
  }

  @Test func aWideBeamFindsTheBestOfAllSequences() {
    let source: [Int32] = [3, 4, 1]
    let expected = enumeration(source, limit: 3)
    let found = BeamSearch(network, options(beam: 64, limit: 3))([source])[0]
    #expect(found.count >= 20)
    for (hypothesis, best) in zip(found.prefix(10), expected) {
      #expect(hypothesis.tokens == best.tokens)
      #expect(abs(hypothesis.logProbability - best.value) < 1e-4)
    }
  }

  @Test(arguments: [1, 2, 5]) func aBatchIsItsSourcesOneByOne(beam: Int) {
    let sources: [[Int32]] = [[3, 4, 1], [4, 1], [0, 3, 3, 4, 1], [1]]
    let search = BeamSearch(network, options(beam: beam, limit: 6))
    let together = search(sources)
    for (source, hypotheses) in zip(sources, together) {
      let alone = search([source])[0]
      #expect(hypotheses.map(\.tokens) == alone.map(\.tokens))
      #expect(hypotheses.allSatisfy { $0.attention.allSatisfy { $0.count >= source.count } })
    }
  }

  @Test func greedySearchTakesTheLikeliestToken() {
    let source: [Int32] = [3, 0, 1]
    let found = BeamSearch(network, options(beam: 1, limit: 5))([source])[0][0]
    var tokens: [Int32] = []
    while tokens.count < 5 {
      let next = (0..<5).map { Int32($0) }.max {
        logProbability(tokens + [$0], after: source) < logProbability(tokens + [$1], after: source)
      }
      guard let next, next != Self.end else { break }
      tokens.append(next)
    }
    #expect(found.tokens == tokens)
  }

  @Test func forbiddenTokensAndRepetitionsAreNotWritten() {
    var options = options(beam: 4, limit: 12)
    options.forbidden = [3]
    options.onceOnly = [2]
    options.minimumLength = 6
    options.blockedRepetition = 2
    for hypothesis in BeamSearch(network, options)([[4, 4, 1]], forbidden: [[0]])[0] {
      #expect(!hypothesis.tokens.contains(3) && !hypothesis.tokens.contains(0))
      #expect(hypothesis.tokens.count { $0 == 2 } <= 1)
      let pairs = zip(hypothesis.tokens, hypothesis.tokens.dropFirst()).map { [$0, $1] }
      #expect(Set(pairs).count == pairs.count)
    }
    #expect(BeamSearch(network, options)([]).isEmpty)
  }

  @Test func penaltiesChangeTheOrder() {
    let source: [Int32] = [3, 4, 0, 1]
    var short = options(beam: 30, limit: 5)
    short.lengthPenalty = 0
    var long = short
    long.lengthPenalty = 4
    func meanLength(_ options: DecodingOptions) -> Double {
      let best = BeamSearch(network, options)([source])[0].prefix(5)
      return Double(best.reduce(0) { $0 + $1.tokens.count }) / Double(best.count)
    }
    #expect(meanLength(long) > meanLength(short))
    var covering = short
    covering.coveragePenalty = 1
    let plain = BeamSearch(network, short)([source])[0]
    let covered = BeamSearch(network, covering)([source])[0]
    let best = covered[0]
    let sums = (0..<4).map { item in best.attention.reduce(0) { $0 + $1[item] } }
    #expect(best.score <= best.logProbability)
    #expect(plain[0].score == plain[0].logProbability)
    #expect(sums.allSatisfy { $0 > 0 })
  }
}
