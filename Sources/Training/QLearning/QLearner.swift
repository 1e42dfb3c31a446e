import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// A deep Q-network that learns from batches of transitions (Mnih et al. 2015), with a target network and, where asked for,
/// van Hasselt's double targets.
public final class QLearner {
  /// The network that acts and learns.
  public let online: QNetwork
  /// The network that values what comes after.
  public let target: QNetwork
  /// What changes the weights.
  public let optimizer: Optimizer
  /// How it learns.
  public let settings: DQNSettings
  /// How many updates were made.
  public internal(set) var updateCount = 0

  /// A learner with random weights.
  public init(_ network: QNetwork.Configuration, _ settings: DQNSettings, random: RandomSource) {
    self.settings = settings
    online = QNetwork(network, .random(random))
    target = QNetwork(network, .random(random))
    let (parameters, rate) = (online.parameters, settings.learningRate)
    switch settings.optimizer {
    case .adam: optimizer = Adam(parameters, learningRate: rate, epsilon: 1.5e-4)
    case .rmsprop:
      optimizer = RMSprop(
        parameters, learningRate: rate, alpha: 0.95, epsilon: 0.01, momentum: 0.95,
        isCentered: true)
    }
    copyToTarget()
  }

  /// The best action and all values of one observation [1, …].
  public func decide(_ observation: Tensor) -> (action: Int, values: [Float]) {
    let values = withoutGradient { online(observation).values }
    return (bestAction(values), values)
  }

  /// The TD target of each sample.
  func targets(_ batch: TransitionBatch) -> Tensor {
    withoutGradient {
      let values = target(batch.nextStates)  // [N, actions]
      let best =
        settings.isDouble
        ? values.gatherElements(online(batch.nextStates).argmax(alongDimension: 1))
        : values.maximum(alongDimension: 1)
      return batch.returns + batch.discounts * best
    }
  }

  /// One step down the gradient of the Huber loss.
  ///
  /// - Returns: the mean loss, and each sample's distance from its target.
  @discardableResult
  public func update(_ batch: TransitionBatch) -> (loss: Float, errors: [Float]) {
    let targets = targets(batch)
    optimizer.zeroGradients()
    let values = online(batch.states).gatherElements(batch.actions)
    let loss = (values.huberLoss(targets, reduction: .none) * batch.weights).mean()
    optimizer.minimize(loss, gradientNormLimit: settings.gradientNormLimit)
    updateCount += 1
    if updateCount % settings.targetInterval == 0 { copyToTarget() }
    let errors = zip(values.values, targets.values).map { abs($0 - $1) }
    return (loss.item, errors)
  }

  private func copyToTarget() {
    for (to, from) in zip(target.parameters, online.parameters) {
      to.assign(from.value.detached)
    }
  }
}
