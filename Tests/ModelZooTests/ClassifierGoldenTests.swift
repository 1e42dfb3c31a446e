import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo

/// The networks against their PyTorch twins.
@Suite struct ClassifierGoldenTests {
  private func makeModel(_ name: String) -> any ImageClassifier {
    let random = RandomSource(seed: 0)
    switch name {
    case "lenet5": return LeNet5(.random(random))
    case "lenet5 tanh average":
      return LeNet5(.init(activation: .tanh, pooling: .average), .random(random))
    case "mlp": return MLP(.init(hiddenUnits: [20, 30]), .random(random))
    default: return ConvNet(.init(channels: 5), .random(random))
    }
  }

  @Test(arguments: ClassifierGolden.logits.keys.sorted())
  func logitsAreThoseOfPyTorch(name: String) throws {
    let model = makeModel(name)
    try Pattern.fill(model)
    let x = Pattern.tensor([3, 28, 28, 1], place: 100, in: -0.5...2)
    let expected = Tensor(try #require(ClassifierGolden.logits[name]), shape: [3, 10])
    let logits = withoutGradient { model(x) }
    try Mismatch.check(logits, expected, tolerance: 2e-4, what: name)
    for row in 0..<3 {
      let alone = withoutGradient { model(x.sliced(row..<row + 1)) }
      let part = Tensor(Array(logits.values[(row * 10)..<(row * 10 + 10)]), shape: [1, 10])
      try Mismatch.check(alone, part, tolerance: 1e-5, what: "\(name), row \(row) alone")
    }
  }

  @Test(arguments: ClassifierGolden.names.keys.sorted())
  func namesAreThoseOfPyTorch(name: String) {
    #expect(makeModel(name).state.keys.sorted() == ClassifierGolden.names[name])
  }

  @Test func parameterCounts() {
    let networks: [(any ImageClassifier, Int)] = [
      (LeNet5(.random(seed: 0)), 61_706), (MLP(.random(seed: 0)), 669_706),
      (ConvNet(.random(seed: 0)), 157_330), (AlexNet64(.plain, .random(seed: 0)), 15_452_680),
      (LeNet5(.init(classCount: 2), .random(seed: 0)), 61_026),
    ]
    for (network, count) in networks {
      #expect(network.parameterCount == count, "\(type(of: network))")
      let table = network.layerTable(inputShape: network.inputShape)
      #expect(table.reduce(0) { $0 + $1.parameters } == count, "\(type(of: network))")
      #expect(table.last?.output == [network.classCount])
    }
  }
}
