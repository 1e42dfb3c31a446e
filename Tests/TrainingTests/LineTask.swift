import Datasets
import NeuralNet
import Optimizers
import TensorCore

@testable import Training

/// A line through points, with noise from the task's random source; records what the trainer asks for.
final class LineTask: SupervisedTask {
  let layer: Linear
  let optimizer: Optimizer
  let average: WeightAverage?
  private let seed: UInt64
  let random: RandomSource
  let sampleCount: Int
  let batchSize: Int
  let monitor: Monitor

  /// The figure of each evaluation in order, the last one again and again; nil for the loss itself.
  var figures: [Double]?
  /// Added to every loss.
  var lossOffset: Float = 0
  private(set) var visited: [[Int]] = []
  private(set) var rates: [Float] = []
  private var evaluationCount = 0

  init(
    sampleCount: Int = 10, batchSize: Int = 4, averageDecay: Float? = nil,
    choice: Monitor.Choice = .lowest, seed: UInt64 = 0,
    makeOptimizer: ([Parameter]) -> Optimizer = { Adam($0, learningRate: 0.05) }
  ) {
    random = RandomSource(seed: 5)
    layer = Linear(inputs: 2, outputs: 1, .random(random))
    optimizer = makeOptimizer(layer.parameters)
    average = averageDecay.map { [layer] in WeightAverage(layer.parameters, decay: $0) }
    self.sampleCount = sampleCount
    self.batchSize = batchSize
    self.seed = seed
    monitor = Monitor(metric: "loss", choice: choice)
  }

  var model: Module { layer }

  func stepCount(inEpoch epoch: Int) -> Int { (sampleCount + batchSize - 1) / batchSize }

  func batch(_ step: Int, epoch: Int) -> [Int] {
    Array(
      epochOrder(seed: seed, epoch: epoch, count: sampleCount)
        .dropFirst(step * batchSize).prefix(batchSize))
  }

  func loss(_ batch: [Int]) -> (loss: Tensor, report: StepReport) {
    visited.append(batch)
    rates.append(optimizer.learningRate * optimizer.rateFactor)
    let noise = (0..<2 * batch.count).map { _ in 0.1 * random.normal() }
    let error = squaredError(batch, noise) + lossOffset
    let count = batch.count
    return (
      error, StepReport(sampleCount: count, sums: ["loss": Double(error.item) * Double(count)])
    )
  }

  func evaluate() -> [Metric] {
    defer { evaluationCount += 1 }
    if let figures { return [Metric("loss", figures[min(evaluationCount, figures.count - 1)])] }
    let all = Array(0..<sampleCount)
    let error = squaredError(all, [Float](repeating: 0, count: 2 * sampleCount))
    return [Metric("loss", Double(error.item))]
  }

  /// The mean squared distance to y = 2 x₀ - x₁ + 0.5.
  private func squaredError(_ batch: [Int], _ noise: [Float]) -> Tensor {
    let x = batch.flatMap { [Float($0 % 3) - 1, Float($0) / 5 - 1] }
    let y = stride(from: 0, to: x.count, by: 2).map { 2 * x[$0] - x[$0 + 1] + 0.5 }
    let inputs = Tensor(zip(x, noise).map { $0 + $1 }, shape: [batch.count, 2])
    let difference = layer(inputs) - Tensor(y, shape: [batch.count, 1])
    return (difference * difference).mean()
  }

  var weights: [UInt32] {
    layer.parameters.flatMap { $0.value.values.map(\.bitPattern) }
  }
}
