import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo

/// The handwriting networks against their PyTorch twins, and writing step by step.
@Suite struct HandwritingNetworkTests {
  private let texts: [[Int32]] = [[3, 1, 5], [2]]
  private let hands = [2, 0]

  private func synthesis() throws -> HandwritingSynthesis {
    var configuration = HandwritingSynthesis.Configuration(alphabet: "abcdef", writerCount: 2)
    (configuration.units, configuration.componentCount) = (5, 3)
    (configuration.windowComponents, configuration.characterWidth) = (2, 4)
    configuration.writerWidth = 3
    let network = try filled(HandwritingSynthesis(configuration, .random(seed: 0)))
    // Slow enough to stay over the text, as in the PyTorch twin.
    network.lowest.window.bias?.update { values in for index in 4..<6 { values[index] -= 2 } }
    return network
  }

  private func filled<N: Network>(_ network: N) throws -> N {
    #expect(network.namedParameters.allSatisfy { $0.name == $0.parameter.name })
    try Pattern.fill(network)
    return network
  }

  /// Two sequences of 7 and 4 steps, in units of ink.
  private var batch: PenBatch {
    PenBatch(
      [(7, 70), (4, 71)].map { steps, place in
        Pattern.tensor([steps, 3], place: place, in: -2...2).values.enumerated().map {
          $0.offset % 3 == 2 ? $0.element : $0.element * PenBatch.unit
        }
      })
  }

  /// Every 5th number of the distributions of the steps that count.
  private func kept(_ distribution: Tensor) -> [Float] {
    batch.selecting(distribution).values.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
  }

  private func check(
    _ network: some Network, _ golden: HandwritingGolden.Case, outputs: [Float], loss: Tensor
  ) throws {
    try Mismatch.check(
      Tensor(outputs), Tensor(golden.outputs), tolerance: 2e-5, what: "outputs")
    try Mismatch.check(loss, Tensor(golden.loss), tolerance: 2e-5, what: "loss")
    loss.backward()
    let named = network.namedParameters.sorted { $0.name < $1.name }
    #expect(named.map(\.name) == golden.names)
    for (place, (name, parameter)) in named.enumerated() {
      let gradient = try #require(parameter.gradient, "\(name)")
      let sum = (gradient * Pattern.tensor(gradient.shape, place: 60 + place, in: -1...1)).sum()
      try Mismatch.check(
        sum, Tensor(golden.gradients[place]), tolerance: 1e-4, what: "gradient of \(name)")
    }
  }

  @Test func synthesisIsThatOfPyTorch() throws {
    let network = try synthesis()
    let condition = network.condition(texts, writers: hands)
    var state = HandwritingSynthesis.State()
    let (distribution, window) = network(batch.inputs, condition, &state)
    #expect(distribution.shape == [2, 7, 21] && window.shape == [2, 7, 4])
    try check(
      network, HandwritingGolden.synthesis, outputs: kept(distribution) + window.values,
      loss: network.loss(batch, network.condition(texts, writers: hands)))
  }

  @Test func predictorIsThatOfPyTorch() throws {
    let network = try filled(
      HandwritingPredictor(.init(units: 5, layers: 2, componentCount: 3), .random(seed: 0)))
    var state = HandwritingPredictor.State()
    try check(
      network, HandwritingGolden.predictor, outputs: kept(network(batch.inputs, &state)),
      loss: network.loss(batch))
  }

  @Test func readerIsThatOfPyTorch() throws {
    var configuration = HandwritingReader.Configuration(alphabet: "abcdef", features: 4)
    configuration.units = 5
    let network = try filled(HandwritingReader(configuration, .random(seed: 0)))
    let logits = network(Pattern.tensor([2, 8, 4], place: 72, in: -1...1), lengths: [7, 5])
    #expect(logits.shape == [2, 4, 7])
    try check(
      network, HandwritingGolden.reader, outputs: Array(logits.values.prefix(4 * 7 + 3 * 7)),
      loss: logits.ctcLoss(targets: texts, lengths: [4, 3]))
  }

  @Test func writingStepByStepIsWritingAtOnce() throws {
    let network = try synthesis()
    try withoutGradient {
      let condition = network.condition(texts, writers: hands)
      var (whole, step) = (HandwritingSynthesis.State(), HandwritingSynthesis.State())
      let expected = network(batch.inputs, condition, &whole)
      for t in 0..<7 {
        let found = network(
          batch.inputs.sliced(t..<(t + 1), alongDimension: 1), condition, &step)
        for (one, all) in [
          (found.distribution, expected.distribution), (found.window, expected.window),
        ] {
          try Mismatch.check(one, all.sliced(t..<(t + 1), alongDimension: 1), tolerance: 1e-5)
        }
      }
      try Mismatch.check(
        try #require(step.positions), try #require(whole.positions), tolerance: 1e-5)
    }
  }

  @Test func aTextInABatchIsTheTextAlone() throws {
    let network = try synthesis()
    try withoutGradient {
      var (both, alone) = (HandwritingSynthesis.State(), HandwritingSynthesis.State())
      let expected = network(batch.inputs, network.condition(texts, writers: hands), &both)
      let found = network(
        batch.inputs.sliced(1..<2), network.condition([texts[1]], writers: [hands[1]]), &alone)
      try Mismatch.check(
        found.distribution, expected.distribution.sliced(1..<2), tolerance: 1e-5)
    }
  }

  /// The window of new weights moves along the text at about the pace of handwriting.
  @Test func aNewWindowMovesOn() throws {
    var configuration = HandwritingSynthesis.Configuration(alphabet: "abcdef", writerCount: 0)
    configuration.units = 32
    let network = HandwritingSynthesis(configuration, .random(seed: 3))
    let places = try withoutGradient {
      var state = HandwritingSynthesis.State()
      _ = network(.zeros([1, 64, 3]), network.condition([[1, 2, 3, 4]], writers: [0]), &state)
      return try #require(state.positions).values
    }
    #expect(places.allSatisfy { (2.0...8).contains($0) }, "\(places)")
  }

  @Test func impossibleConfigurationsAreNoNetwork() {
    let good = HandwritingSynthesis.Configuration(alphabet: "abc", writerCount: 1)
    #expect(good.fault == nil)
    for change in [
      { $0.alphabet = "" }, { $0.alphabet = "aba" }, { $0.units = 0 }, { $0.layers = 1 << 40 },
      { $0.componentCount = 129 }, { $0.windowComponents = -1 }, { $0.writerCount = -1 },
      { $0.characterWidth = .max }, { $0.writerWidth = 0 },
    ] as [(inout HandwritingSynthesis.Configuration) -> Void] {
      var changed = good
      change(&changed)
      #expect(changed.fault != nil, "\(changed)")
    }
    var reader = HandwritingReader.Configuration(alphabet: "abc", features: 4)
    #expect(reader.fault == nil)
    reader.layers = 1
    #expect(reader.fault != nil)
    #expect(HandwritingPredictor.Configuration(layers: 0).fault != nil)
  }
}
