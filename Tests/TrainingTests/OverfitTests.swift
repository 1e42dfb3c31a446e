import Datasets
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore
import TestSupport
import Testing

@testable import Training

/// Each network learns a few pictures by heart.
@Suite struct OverfitTests {
  /// Noise with random labels: nothing to generalise from.
  private func pictures(_ count: Int) -> LabeledImages {
    let random = RandomSource(seed: 9)
    let pixels = (0..<count * 784).map { _ in UInt8(random.index(below: 256)) }
    let labels = (0..<count).map { _ in UInt8(random.index(below: 10)) }
    return LabeledImages(rows: 28, columns: 28, channels: 1, pixels: pixels, labels: labels)
  }

  private func run(
    _ architecture: ClassifierArchitecture, seed: UInt64, epochs: Int
  ) throws -> (task: ClassificationTask, model: any ImageClassifier) {
    let folder = try TemporaryFolder()
    let random = RandomSource(seed: seed)
    let model = architecture.makeModel(random: random)
    let images = pictures(20)
    let task = ClassificationTask(
      model, training: images, validation: images, augmentation: nil,
      optimizer: Adam(model.parameters, learningRate: 2e-3), averageDecay: nil, seed: seed,
      random: random)
    let options = TrainingOptions(
      epochs: epochs, batchSize: 10, learningRate: 2e-3, seed: seed, directory: folder.path)
    _ = try Trainer(task, options: options).run()
    return (task, model)
  }

  @Test(arguments: [(ClassifierArchitecture.lenet5, 60), (.mlp, 30), (.convnet, 30)])
  func allPicturesAreKnownInTheEnd(architecture: ClassifierArchitecture, epochs: Int) throws {
    let (task, model) = try run(architecture, seed: 1, epochs: epochs)
    model.eval()
    let metrics = withoutGradient { task.evaluate() }
    #expect(metrics.first { $0.name == "accuracy" }?.value == 1, "\(metrics)")
  }

  @Test(arguments: ClassifierArchitecture.allCases)
  func theSameSeedGivesTheSameWeights(architecture: ClassifierArchitecture) throws {
    func weights(_ seed: UInt64) throws -> [[Float]] {
      try run(architecture, seed: seed, epochs: 2).model.state.sorted { $0.key < $1.key }
        .map(\.value.values)
    }
    let first = try weights(4)
    #expect(try weights(4) == first)
    #expect(try weights(5) != first)
  }
}
