import Foundation
import ModelZoo
import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import Inference

/// Draws against the probabilities that they are made from.
@Suite struct SequenceSamplerTests {
  private static let end: Int32 = 1
  private let network: EncoderDecoder
  private let source: [Int32] = [3, 4, 1]

  init() throws {
    var configuration = EncoderDecoder.Configuration(vocabulary: 5)
    (configuration.embedding, configuration.units) = (6, 8)
    network = EncoderDecoder(configuration, .random(RandomSource(seed: 0)))
    try Pattern.fill(network)
    network.eval()
  }

  private func options(limit: Int) -> DecodingOptions {
    var options = DecodingOptions(start: 2, end: Self.end)
    options.lengthLimit = .init(perSourceToken: 0, extra: limit)
    options.minimumLength = 0
    return options
  }

  private func draws(
    _ options: DecodingOptions, count: Int, temperature: Float = 1, topP: Float = 1,
    seed: UInt64 = 1
  ) -> [Hypothesis] {
    SequenceSampler(network, options, temperature: temperature, topP: topP)(
      [source], count: count, using: RandomSource(seed: seed))[0]
  }

  private func logProbability(_ tokens: [Int32]) -> Float {
    network.logProbabilities(of: [tokens], after: [source], start: 2, end: Self.end)[0]
  }

  @Test func sequencesComeAsOftenAsTheyAreLikely() {
    let count = 4000
    let found = draws(options(limit: 3), count: count).filter { $0.tokens.count < 3 }
    let shares = Dictionary(grouping: found, by: \.tokens)
      .mapValues { Double($0.count) / Double(count) }
    var open: [[Int32]] = [[]]
    for _ in 0..<3 {
      for tokens in open {
        let expected = Double(logProbability(tokens))
        let share = shares[tokens] ?? 0
        let probability = exp(expected)
        // Five standard deviations of a share.
        let allowed = 5 * (probability * (1 - probability) / Double(count)).squareRoot() + 1e-3
        #expect(abs(share - probability) < allowed, "\(tokens)")
      }
      open = open.flatMap { tokens in [0, 2, 3, 4].map { tokens + [$0] } }
    }
    for hypothesis in found.prefix(50) {
      #expect(abs(hypothesis.logProbability - logProbability(hypothesis.tokens)) < 1e-4)
    }
  }

  @Test func noTemperatureIsGreedySearch() {
    var greedy = options(limit: 6)
    greedy.beam = 1
    let best = BeamSearch(network, greedy)([source])[0][0]
    for hypothesis in draws(options(limit: 6), count: 3, temperature: 0) {
      #expect(hypothesis.tokens == best.tokens)
    }
    // A nucleus of nothing is the likeliest token alone.
    #expect(draws(options(limit: 6), count: 2, topP: 1e-6).allSatisfy { $0.tokens == best.tokens })
  }

  @Test func theSeedDecides() {
    let first = draws(options(limit: 8), count: 20)
    #expect(first == draws(options(limit: 8), count: 20))
    #expect(first != draws(options(limit: 8), count: 20, seed: 2))
  }

  @Test func rulesHold() {
    var options = options(limit: 12)
    options.minimumLength = 3
    options.blockedRepetition = 2
    options.onceOnly = [4]
    options.forbidden = [0, 2]
    for hypothesis in draws(options, count: 200) {
      let tokens = hypothesis.tokens
      #expect(tokens.count >= 3 || tokens.count == 12)
      #expect(!tokens.contains(0) && !tokens.contains(2) && tokens.count { $0 == 4 } <= 1)
      let pairs = zip(tokens, tokens.dropFirst()).map { [$0, $1] }
      #expect(Set(pairs).count == pairs.count)
    }
  }

  @Test func tokensAreToldAsTheyAreDrawn() {
    var told: [Int32] = []
    let found = SequenceSampler(network, options(limit: 8))(
      [source, [3, 1]], count: 2, using: RandomSource(seed: 5)
    ) { told.append($0) }
    #expect(found.count == 2 && found.allSatisfy { $0.count == 2 })
    #expect(told == found[0][0].tokens)
  }

  @Test func theBeginningCountsAlone() {
    func sums(_ tokens: [Int32]) -> [Float] {
      (0...4).map {
        network.logProbabilities(
          of: [tokens], after: [source], start: 2, end: Self.end, first: $0)[0]
      }
    }
    let long = sums([3, 4, 3]), other = sums([3, 4, 0])
    #expect(long[0] == 0 && abs(long[4] - logProbability([3, 4, 3])) < 1e-5)
    #expect(zip(long, long.dropFirst()).allSatisfy { $0 > $1 })
    #expect(abs(long[2] - other[2]) < 1e-5 && abs(long[3] - other[3]) > 1e-4)
  }

  @Test func nothingIsDrawnForNothing() {
    let sampler = SequenceSampler(network, options(limit: 8))
    #expect(sampler([], count: 3, using: RandomSource(seed: 0)).isEmpty)
    #expect(sampler([source], count: 0, using: RandomSource(seed: 0)) == [[]])
    #expect(network.logProbabilities(of: [], after: [], start: 2, end: 1).isEmpty)
  }
}
