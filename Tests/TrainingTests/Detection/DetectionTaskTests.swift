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

@testable import Annotations
@testable import Training

/// A detector learns a few pictures.
@Suite struct DetectionTaskTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Noise with a red or a blue rectangle.
  private func pictures(_ count: Int) throws -> DetectionSet {
    let random = RandomSource(seed: 3)
    let annotated = try (0..<count).map { index in
      let size = ImageSize(
        height: 64 + random.index(below: 20), width: 64 + random.index(below: 20))
      var image = Image(
        size: size, format: .rgb,
        pixels: (0..<3 * size.pixelCount).map { _ in UInt8(random.index(below: 100)) })
      let (x, y) = (random.index(below: 30), random.index(below: 30))
      let extent = ImageSize(
        height: 20 + random.index(below: 14), width: 20 + random.index(below: 14))
      for row in y..<y + extent.height {
        for column in x..<x + extent.width { image[row, column, index % 2 * 2] = 255 }
      }
      let path = folder.file("\(index).png")
      try image.writePNG(to: path)
      let box = Box(
        x: Float(x), y: Float(y), width: Float(extent.width), height: Float(extent.height))
      return AnnotatedPicture(
        path: path, objects: [.init(name: ["red", "blue"][index % 2], box: box)])
    }
    return DetectionSet(annotated, classNames: ["red", "blue"], side: 96)
  }

  private func task(_ set: DetectionSet, seed: UInt64) -> DetectionTask {
    let network = Detector(
      .init(classCount: 2, backboneWidth: 8, width: 16), .random(seed: seed))
    network.lowerScores()
    var augmentation = DetectionAugmentation()
    augmentation.scale = 0.9...1.1
    return DetectionTask(
      network, training: set, validation: set, side: 64, augmentation: augmentation, batchSize: 4,
      optimizer: Adam(network.parameters, learningRate: 3e-3), averageDecay: 0.9, seed: seed)
  }

  @Test func theLossSinks() throws {
    let task = task(try pictures(8), seed: 1)
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
    let set = try pictures(6)
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

  @Test func aRecipeWritesAWeightFile() throws {
    let set = try pictures(3)
    var recipe = DetectionRecipe(weights: nil)
    (recipe.side, recipe.epochs, recipe.batchSize) = (64, 1, 3)
    let run = try recipe.run(
      on: set, set, folder: "pictures", command: "train --data pictures",
      directory: folder.file("out"))
    let (ending, result) = try run.train()
    #expect(ending == .finished && result?.metric == "map_50")
    let model = try DetectorModel(contentsOf: folder.file("out/model.safetensors"))
    #expect(model.labels == ["red", "blue"] && model.side == 64)
    #expect(model.metadata["data"] == "3 pictures in pictures")
    #expect(model.metadata["command"] == "detect train --data pictures")
  }

  @Test func aRecipeBeginsWithAClassifiersLayers() throws {
    let classifier = ResNet18(.init(stem: .small, classCount: 5), .random(seed: 7))
    let path = folder.file("resnet.safetensors")
    try classifier.save(to: path, metadata: classifier.metadata(adding: [:]))
    let set = try pictures(1)
    func task(_ weights: String) throws -> DetectionTask {
      try DetectionRecipe(weights: weights).run(
        on: set, set, folder: "", command: "", directory: folder.file("out")
      ).task
    }
    let found = try task(path).model.state["backbone.layer4.1.conv2.weight"]
    #expect(found?.values == classifier.state["layer4.1.conv2.weight"]?.values)
    let other = MLP(.standard, .random(seed: 1))
    try other.save(to: path, metadata: other.metadata(adding: [:]))
    let error = #expect(throws: PretrainedError.self) { try task(path) }
    #expect(error?.description.hasPrefix(path) == true)
  }
}
