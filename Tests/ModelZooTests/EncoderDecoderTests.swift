import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo

/// The encoder-decoder against its PyTorch twin, and its state step by step.
@Suite struct EncoderDecoderTests {
  private let source = IndexTensor([4, 7, 1, 9, 10, 3, 0, 0], shape: [2, 4])
  private let target = IndexTensor([2, 5, 8, 2, 6, 0], shape: [2, 3])
  private let lengths = [4, 2]

  private func network(layers: Int) throws -> EncoderDecoder {
    var configuration = EncoderDecoder.Configuration(vocabulary: 11)
    (configuration.embedding, configuration.units, configuration.layers) = (6, 8, layers)
    let network = EncoderDecoder(configuration, .random(RandomSource(seed: 0)))
    #expect(network.namedParameters.allSatisfy { $0.name == $0.parameter.name })
    try Pattern.fill(network)
    return network
  }

  @Test(arguments: [1, 2, 3]) func valuesAndGradientsAreThoseOfPyTorch(layers: Int) throws {
    let golden = try #require(EncoderDecoderGolden.cases[layers])
    let network = try network(layers: layers)
    var state = network.encode(source, lengths: lengths)
    let (logits, attention) = network.decode(target, &state)
    try Mismatch.check(
      logits, Tensor(golden.logits, shape: [2, 3, 11]), tolerance: 2e-5, what: "logits")
    try Mismatch.check(
      attention, Tensor(golden.attention, shape: [2, 3, 4]), tolerance: 2e-5, what: "attention")
    (logits * Pattern.tensor(logits.shape, place: 50, in: -1...1)).sum().backward()
    try Mismatch.checkGradients(of: network, golden.gradients, tolerance: 1e-4)
  }

  @Test func namesAreThoseOfPyTorch() throws {
    #expect(try network(layers: 3).state.keys.sorted() == EncoderDecoderGolden.names)
  }

  @Test func writingStepByStepIsWritingAtOnce() throws {
    let network = try network(layers: 2)
    withoutGradient {
      let whole = network(source, lengths: lengths, target: target).values
      var state = network.encode(source, lengths: lengths)
      for step in 0..<3 {
        let tokens = IndexTensor([target.values[step], target.values[3 + step]], shape: [2, 1])
        let logits = network.decode(tokens, &state).logits.values
        for row in 0..<2 {
          for token in 0..<11 {
            let expected = whole[(row * 3 + step) * 11 + token]
            #expect(abs(logits[row * 11 + token] - expected) < 1e-5)
          }
        }
      }
    }
  }

  @Test func aSourceInABatchIsTheSourceAlone() throws {
    let network = try network(layers: 2)
    withoutGradient {
      let both = network(source, lengths: lengths, target: target)
      let alone = network(
        IndexTensor([10, 3], shape: [1, 2]), lengths: [2],
        target: IndexTensor([2, 6, 0], shape: [1, 3]))
      for (found, expected) in zip(both.values[33...], alone.values) {
        #expect(abs(found - expected) < 1e-5)
      }
    }
  }

  @Test func impossibleConfigurationsAreNoNetwork() {
    var configuration = EncoderDecoder.Configuration(vocabulary: 11)
    #expect(configuration.fault == nil)
    for change in [
      { $0.units = 7 }, { $0.units = -2 }, { $0.layers = 0 }, { $0.layers = 1 << 40 },
      { $0.embedding = .max }, { $0.dropout = 1 }, { $0.dropout = .nan }, { $0.vocabulary = 0 },
    ] as [(inout EncoderDecoder.Configuration) -> Void] {
      var changed = configuration
      change(&changed)
      #expect(changed.fault != nil, "\(changed)")
    }
    configuration.units = 2
  }
}
