import Foundation
import Games
import ModelZoo
import TensorCore
import Testing

@testable import Inference
@testable import Training

@Suite struct QLearnerTests {
  private let network = QNetwork.Configuration(
    body: .mlp, inputShape: [4], actionCount: 3, hiddenUnits: 8, isDueling: true)

  private func batch(_ count: Int) -> TransitionBatch {
    let random = RandomSource(seed: 3)
    return TransitionBatch(
      states: .normal([count, 4], using: random),
      actions: IndexTensor((0..<count).map { Int32($0 % 3) }),
      returns: .normal([count], using: random), nextStates: .normal([count, 4], using: random),
      discounts: Tensor((0..<count).map { $0 % 2 == 0 ? 0.9 : 0 }),
      weights: Tensor((0..<count).map { 1 / Float(1 + $0) }), slots: [])
  }

  private func learner(_ change: (inout DQNSettings) -> Void) -> QLearner {
    var settings = DQNSettings()
    change(&settings)
    let learner = QLearner(network, settings, random: RandomSource(seed: 1))
    // A target of its own, so that it is not mistaken for the online network.
    let other = QNetwork(network, .random(RandomSource(seed: 2)))
    for (to, from) in zip(learner.target.parameters, other.parameters) {
      to.assign(from.value.detached)
    }
    return learner
  }

  @Test(arguments: [true, false])
  func targetsAreThoseOfThePaper(isDouble: Bool) {
    let learner = learner { $0.isDouble = isDouble }
    let batch = batch(6)
    let (online, target) = (learner.online(batch.nextStates), learner.target(batch.nextStates))
    for (row, found) in learner.targets(batch).values.enumerated() {
      let values = Array(target.values[(3 * row)..<(3 * row + 3)])
      let chooser = isDouble ? Array(online.values[(3 * row)..<(3 * row + 3)]) : values
      let right =
        batch.returns.values[row] + batch.discounts.values[row] * values[bestAction(chooser)]
      #expect(abs(found - right) < 1e-6)
    }
  }

  @Test func duelingStreamsGiveValueAndAdvantage() {
    let model = QNetwork(network, .random(RandomSource(seed: 1)))
    let x = Tensor.normal([5, 4], using: RandomSource(seed: 2))
    guard let value = model.value?(model.body(x)).values else { return }
    let mean = model(x).mean(alongDimensions: [1]).values
    for (mine, other) in zip(mean, value) { #expect(abs(mine - other) < 1e-6) }
  }

  @Test func anUpdateLowersTheLossAndTheTargetFollowsLater() {
    let learner = learner {
      $0.targetInterval = 3
      $0.learningRate = 1e-2
    }
    let batch = batch(6)
    let start = learner.target.parameters.map(\.value.values)
    let first = learner.update(batch)
    #expect(first.errors.count == 6)
    #expect(learner.update(batch).loss < first.loss)
    #expect(learner.target.parameters.map(\.value.values) == start)
    learner.update(batch)
    #expect(
      learner.target.parameters.map(\.value.values)
        == learner.online.parameters.map(\.value.values))
  }

  @Test func epsilonFallsInALine() {
    let schedule = EpsilonSchedule(start: 1, end: 0.1, frames: 100)
    #expect([0, 50, 100, 1000].map { schedule.value(at: $0) } == [1, 0.55, 0.1, 0.1])
  }

  @Test func networksHaveTheParametersOfTheirConfigurations() {
    for (body, shape) in [
      (QNetwork.Body.minatar, [10, 10, 4]), (.nature, [84, 84, 4]), (.mlp, [4]),
    ] {
      for (isDueling, isNormalized) in [(false, false), (true, false), (false, true)] {
        let configuration = QNetwork.Configuration(
          body: body, inputShape: shape, actionCount: 6, isDueling: isDueling,
          isNormalized: isNormalized)
        let model = QNetwork(configuration, .random(RandomSource(seed: 1)))
        let table = model.layerTable(inputShape: Shape(shape))
        #expect(table.reduce(0) { $0 + $1.parameters } == model.parameterCount)
        #expect(table.last?.output == [6] && table.last?.name == "output")
        #expect(model.namedParameters.allSatisfy { $0.name == $0.parameter.name })
        #expect(model(.zeros(Shape([2] + shape))).shape == [2, 6])
      }
    }
  }

  @Test func configurationsWithoutNormalisationAreRead() throws {
    let json = #"{"body":"mlp","inputShape":[4],"actionCount":2,"hiddenUnits":8,"isDueling":true}"#
    let found = try JSONDecoder().decode(QNetwork.Configuration.self, from: Data(json.utf8))
    #expect(
      found
        == QNetwork.Configuration(
          body: .mlp, inputShape: [4], actionCount: 2, hiddenUnits: 8, isDueling: true))
  }

  /// Layers are numbered as PyTorch's `Sequential` would: normalisation takes a number of its own.
  @Test func normalisedLayersHaveTheirNumbers() {
    let network = QNetwork(
      QNetwork.Configuration(
        body: .minatar, inputShape: [10, 10, 4], actionCount: 6, isNormalized: true),
      .random(RandomSource(seed: 1)))
    #expect(
      Set(network.state.keys) == [
        "body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias", "body.4.weight",
        "body.4.bias", "body.5.weight", "body.5.bias", "output.weight", "output.bias",
      ])
  }
}
