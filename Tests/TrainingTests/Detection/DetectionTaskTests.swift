import Boxes
import Datasets
import Imaging
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore
import TestSupport
import Testing

@testable import Training

/// A detector learns a few pictures.
@Suite struct DetectionTaskTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func task(_ set: DetectionSet, seed: UInt64) -> DetectionTask {
    let network = Detector(
      .init(classCount: 2, backboneWidth: 8, width: 16), .random(seed: seed))
    network.lowerScores()
    var augmentation = DetectionAugmentation()
    (augmentation.scale, augmentation.mosaicShare) = (0.9...1.1, 0)
    return DetectionTask(
      network, training: AugmentedPictures(set, augmentation), validation: set, side: 64,
      batchSize: 4,
      optimizer: Adam(network.parameters, learningRate: 3e-3), averageDecay: 0.9, seed: seed)
  }

  @Test func theLossSinks() throws {
    let task = task(DetectionSet.rectangles(8), seed: 1)
    task.model.train()
    let losses = try (0..<30).flatMap { epoch in
      try (0..<task.stepCount(inEpoch: epoch)).map { try task.step($0, epoch: epoch).loss }
    }
    func mean(_ values: ArraySlice<Double>) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(mean(losses.suffix(10)) < 0.6 * mean(losses.prefix(4)), "\(losses)")
    task.model.eval()
    let metrics = withoutGradient { task.evaluate() }
    #expect(metrics.map(\.name) == ["map_50", "map_50_95"])
    #expect(metrics[0].value > 0.1 && metrics[0].value >= metrics[1].value)
  }

  @Test func theSameSeedGivesTheSameWeights() throws {
    let set = DetectionSet.rectangles(6)
    func weights(_ seed: UInt64) throws -> [[Float]] {
      let task = task(set, seed: seed)
      let options = TrainingOptions(epochs: 2, directory: folder.file("out"))
      #expect(try Trainer(task, options: options).run() == .finished)
      return task.model.state.sorted { $0.key < $1.key }.map(\.value.values)
    }
    let first = try weights(1)
    #expect(try weights(1) == first)
    #expect(try weights(2) != first)
  }
}
