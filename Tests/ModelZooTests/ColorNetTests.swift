import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo

/// ColorNet against its PyTorch twin: outputs and gradients.
@Suite struct ColorNetTests {
  private static let configuration = ColorNet.Configuration(binCount: 7, classCount: 5, width: 4)

  private func network() throws -> ColorNet {
    let network = ColorNet(Self.configuration, .random(seed: 0))
    #expect(network.namedParameters.allSatisfy { $0.name == $0.parameter.name })
    try Pattern.fill(network)
    return network
  }

  @Test(arguments: [false, true]) func valuesAndGradientsAreThoseOfPyTorch(isTraining: Bool) throws
  {
    let network = try network()
    if isTraining { network.train() }
    let outputs = network.outputs(Pattern.tensor([2, 16, 24, 1], place: 40, in: -1...1))
    #expect(outputs.colors.shape == [2, 8, 12, 7])
    let expected =
      isTraining
      ? (
        ColorNetGolden.trainingColors, ColorNetGolden.trainingClasses,
        ColorNetGolden.trainingGradients
      )
      : (
        ColorNetGolden.evaluationColors, ColorNetGolden.evaluationClasses,
        ColorNetGolden.evaluationGradients
      )
    try Mismatch.checkSample(
      outputs.colors, expected.0, every: 13, tolerance: 1e-4, what: "colours")
    try Mismatch.check(
      outputs.classes, Tensor(expected.1, shape: [2, 5]), tolerance: 1e-4, what: "classes")
    let loss =
      (outputs.colors * Pattern.tensor(outputs.colors.shape, place: 50, in: -1...1)).sum()
      + (outputs.classes * Pattern.tensor(outputs.classes.shape, place: 51, in: -1...1)).sum()
    loss.backward()
    try Mismatch.checkGradients(of: network, expected.2)
  }

  @Test func namesAreThoseOfPyTorch() throws {
    #expect(try network().state.keys.sorted() == ColorNetGolden.names)
  }

  @Test func regressionPutsOutTwoChannels() {
    var configuration = Self.configuration
    configuration.objective = .regression
    let network = ColorNet(configuration, .random(seed: 0))
    network.eval()
    #expect(network(.zeros([1, 8, 8, 1])).shape == [1, 4, 4, 2])
  }

  @Test func senselessConfigurationsAreRefused() {
    #expect(ColorNet.Configuration(binCount: 0).fault != nil)
    #expect(ColorNet.Configuration(width: 5000).fault != nil)
    #expect(ColorNet.Configuration.standard.fault == nil)
  }
}
