import Foundation
import ModelZoo
import NeuralNet
import TensorCore
import Testing

/// The benchmark's networks against their PyTorch twins: `Tests/golden/workloads.py` made the figures.
@Suite struct GoldenWorkloadTests {
  private struct Golden: Decodable {
    let loss: Double
    let gradients: [String: [Double]]
    let words: [Int32]?
  }

  private static func golden(_ name: String) throws -> Golden {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("workloads.json")
    struct Entry: Decodable {
      let golden: Golden?
      init(from decoder: any Decoder) { golden = try? Golden(from: decoder) }
    }
    let all = try JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))
    return try #require(all[name]?.golden)
  }

  /// Numbers in -1..<1 that follow from the position and a stream number.
  private func noise(_ shape: Shape, _ stream: Int) -> Tensor {
    Tensor(shape: shape) { buffer in
      for i in buffer.indices {
        let mixed = (UInt64(i) &* 2_654_435_761 &+ UInt64(stream + 1) &* 40503) & 0xFFFF_FFFF
        let hash = ((mixed ^ (mixed >> 15)) &* 2_246_822_519) & 0xFFFF_FFFF
        buffer[i] = Float(Double(hash >> 9) / Double(1 << 22) - 1)
      }
    }
  }

  private func labels(_ shape: Shape, below bound: Int) -> IndexTensor {
    IndexTensor((0..<shape.count).map { Int32($0 * 7919 % bound) }, shape: shape)
  }

  private func sorted(_ model: Module) -> [(name: String, parameter: Parameter)] {
    model.namedParameters.sorted { $0.name < $1.name }
  }

  private func filled<Model: Module>(_ model: Model) -> Model {
    for (stream, (name, parameter)) in sorted(model).enumerated() {
      let shape = parameter.shape
      let inputs = shape.dimensions.dropFirst().reduce(1, *)
      let scale = shape.rank > 1 ? Float(1 / Double(inputs).squareRoot()) : 0.1
      let base: Float = shape.rank == 1 && name.hasSuffix("weight") ? 1 : 0
      parameter.assign(noise(shape, stream) * scale + base)
    }
    return model
  }

  private func compare(
    _ name: String, _ model: Module, _ loss: Tensor, gradientTolerance: Double = 1e-3
  ) throws {
    let expected = try GoldenWorkloadTests.golden(name)
    #expect(abs(Double(loss.item) - expected.loss) < 2e-5 * expected.loss, "\(name): loss")
    loss.backward()
    #expect(Set(expected.gradients.keys) == Set(sorted(model).map(\.name)), "\(name): names")
    for (stream, (path, parameter)) in sorted(model).enumerated() {
      let figures = try #require(expected.gradients[path])
      let gradient = try #require(parameter.gradient, "\(name): \(path) has no gradient")
      let norm = Double(gradient.squared().sum().item.squareRoot())
      let product = Double((gradient * noise(parameter.shape, 1000 + stream)).sum().item)
      let tolerance = gradientTolerance * figures[0] + 1e-7
      #expect(abs(norm - figures[0]) < tolerance, "\(name): norm of \(path)")
      #expect(abs(product - figures[1]) < 2 * tolerance, "\(name): product with \(path)")
    }
  }

  private let random = RandomSource(seed: 0)

  @Test func lenet5() throws {
    let model = filled(LeNet5(.tanh, .random(random)))
    let logits = model(noise([3, 28, 28, 1], 500))
    try compare("lenet5", model, logits.crossEntropy(targets: labels([3], below: 10)))
  }

  @Test func alexnet() throws {
    let model = filled(
      AlexNet64(.init(dropout: 0, hasBatchNorm: false, hiddenUnits: 2048), .random(random)))
    let logits = model(noise([2, 64, 64, 3], 508))
    try compare("alexnet", model, logits.crossEntropy(targets: labels([2], below: 200)))
  }

  @Test func colorizer() throws {
    let model = filled(ColorizerNetwork(.random(random)))
    let x = noise([4, 64, 64, 1], 502)
    let y = labels([4, 32, 32], below: 313)
    // Units of ReLU near their kink take the other side: with a noise of a millionth of the largest output after each
    // convolution (Winograd's rounding is no less) PyTorch's own gradients move by 0.7 % of their norm.
    try compare(
      "colorizer", model, model(x).crossEntropy(targets: y), gradientTolerance: 1e-2)
    model.eval()
    let loss = withoutGradient { model(x).crossEntropy(targets: y) }
    let expected = try GoldenWorkloadTests.golden("colorizer-infer").loss
    #expect(abs(Double(loss.item) - expected) < 1e-4)
  }

  @Test func dqn() throws {
    let model = filled(NatureDQN(.init(actionCount: 6), .random(random)))
    let target = filled(NatureDQN(.init(actionCount: 6), .random(random)))
    let best = withoutGradient { target(noise([3, 84, 84, 4], 505)).maximum(alongDimension: 1) }
    let chosen = model(noise([3, 84, 84, 4], 503)).gatherElements(labels([3], below: 6))
    try compare("dqn", model, chosen.huberLoss(noise([3], 504) + 0.99 * best))
  }

  @Test func seq2seq() throws {
    let model = filled(Seq2Seq(.random(random)))
    let y = labels([2, 5], below: 7993).values
    let input = IndexTensor([y[0], y[1], y[2], y[3], y[5], y[6], y[7], y[8]], shape: [2, 4])
    let next = IndexTensor([y[1], y[2], y[3], y[4], y[6], y[7], y[8], y[9]], shape: [2, 4])
    let logits = model(labels([2, 5], below: 8000), input)
    try compare("seq2seq", model, logits.crossEntropy(targets: next))
    let words = model.greedy(labels([1, 12], below: 7993), length: 12, start: 1)
    let expected = try GoldenWorkloadTests.golden("seq2seq").words
    #expect(words.flatMap(\.values) == expected)
  }

  @Test func handwriting() throws {
    let model = filled(HandwritingNetwork(.random(random)))
    let raw = noise([2, 9, 3], 506).values
    let x = Tensor(
      raw.enumerated().map { $0.offset % 3 == 2 ? ($0.element > 0.8 ? 1 : 0) : $0.element },
      shape: [2, 9, 3])
    let predictions = model(x.sliced(0..<8, alongDimension: 1))
    let loss = HandwritingNetwork.loss(
      predictions, points: x.sliced(1..<9, alongDimension: 1))
    try compare("handwriting", model, loss)
  }
}
