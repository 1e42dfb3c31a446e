import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo

/// Detector against its PyTorch twin: outputs and gradients.
@Suite struct DetectorTests {
  private static let configuration = Detector.Configuration(
    classCount: 3, backboneWidth: 4, width: 6)

  private func network() throws -> Detector {
    let network = Detector(Self.configuration, .random(seed: 0))
    #expect(network.namedParameters.allSatisfy { $0.name == $0.parameter.name })
    try Pattern.fill(network)
    return network
  }

  @Test(arguments: [false, true]) func valuesAndGradientsAreThoseOfPyTorch(isTraining: Bool) throws
  {
    let network = try network()
    if isTraining { network.train() }
    let outputs = network.outputs(Pattern.tensor([2, 64, 96, 3], place: 40, in: -1...1))
    #expect(outputs.logits.shape == [2, 126, 3] && outputs.boxes.shape == [2, 126, 4])
    let expected =
      isTraining
      ? (
        DetectorGolden.trainingLogits, DetectorGolden.trainingBoxes,
        DetectorGolden.trainingGradients
      )
      : (
        DetectorGolden.evaluationLogits, DetectorGolden.evaluationBoxes,
        DetectorGolden.evaluationGradients
      )
    try Mismatch.checkSample(
      outputs.logits, expected.0, every: 13, tolerance: 1e-4, what: "logits")
    try Mismatch.checkSample(outputs.boxes, expected.1, every: 13, tolerance: 1e-4, what: "boxes")
    let loss =
      (outputs.logits * Pattern.tensor(outputs.logits.shape, place: 50, in: -1...1)).sum()
      + (outputs.boxes * Pattern.tensor(outputs.boxes.shape, place: 51, in: -1...1)).sum() * 0.01
    loss.backward()
    try Mismatch.checkGradients(of: network, expected.2)
  }

  @Test func namesAreThoseOfPyTorch() throws {
    #expect(try network().state.keys.sorted() == DetectorGolden.names)
  }

  @Test func aClassifiersWeightsFitTheBackbone() throws {
    let classifier = ResNet18(.init(classCount: 5, width: 4), .random(seed: 1))
    let detector = try network()
    let state = classifier.state.filter { !$0.key.hasPrefix("fc.") }
    try detector.backbone.load(state: state)
    #expect(detector.backbone.layer4.state.keys.count == classifier.layer4.state.keys.count)
  }

  @Test func pointsAreTheCentersOfTheirCells() {
    let points = Detector.points(height: 32, width: 64)
    #expect(points.shape == [32 + 8 + 2, 2])
    #expect(Array(points.values[0..<4]) == [4, 4, 12, 4])
    #expect(Array(points.values.suffix(4)) == [16, 16, 48, 16])
  }
}
