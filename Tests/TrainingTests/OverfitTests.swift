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

/// Each network learns a few pictures by heart.
@Suite struct OverfitTests {
  /// Noise with random labels: nothing to generalise from.
  private struct Noise: ImageDataset {
    let images: [LabeledImage]
    let classNames = (0..<10).map(String.init)
    let name = "noise"
    var count: Int { images.count }
    subscript(index: Int) -> LabeledImage { images[index] }
    func label(at index: Int) -> Int32 { images[index].label }

    init(_ count: Int) {
      let random = RandomSource(seed: 9)
      images = (0..<count).map { _ in
        let pixels = (0..<784).map { _ in UInt8(random.index(below: 256)) }
        return LabeledImage(
          image: Image(size: .init(height: 28, width: 28), format: .gray, pixels: pixels),
          label: Int32(random.index(below: 10)))
      }
    }
  }

  private func run(
    _ preset: ClassifierPreset, seed: UInt64, epochs: Int
  ) throws -> (task: ClassificationTask<Noise>, model: any ImageClassifier) {
    let folder = try TemporaryFolder()
    let random = RandomSource(seed: seed)
    let model = preset.makeNetwork(classCount: 10, .random(random))
    let images = Subset(Noise(20), 0..<20)
    let task = ClassificationTask(
      model, training: images, validation: images, transforms: .init([.normalizedDigits]),
      trainingTransforms: { _ in .init([.normalizedDigits]) }, batchSize: 10,
      optimizer: Adam(model.parameters, learningRate: 2e-3),
      averageDecay: nil, seed: seed, random: random)
    let options = TrainingOptions(epochs: epochs, seed: seed, directory: folder.path)
    _ = try Trainer(task, options: options).run()
    return (task, model)
  }

  @Test(arguments: [(ClassifierPreset.lenet5, 60), (.mlp, 30), (.convnet, 30)])
  func allPicturesAreKnownInTheEnd(preset: ClassifierPreset, epochs: Int) throws {
    let (task, model) = try run(preset, seed: 1, epochs: epochs)
    model.eval()
    let metrics = try withoutGradient { try task.evaluate() }
    #expect(metrics.first { $0.name == "accuracy" }?.value == 1, "\(metrics)")
  }

  @Test(arguments: ClassifierPreset.allCases.filter(\.readsDigits))
  func theSameSeedGivesTheSameWeights(preset: ClassifierPreset) throws {
    func weights(_ seed: UInt64) throws -> [[Float]] {
      try run(preset, seed: seed, epochs: 2).model.state.sorted { $0.key < $1.key }
        .map(\.value.values)
    }
    let first = try weights(4)
    #expect(try weights(4) == first)
    #expect(try weights(5) != first)
  }
}
