import Inference
import ModelZoo
import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import Training

/// What a training of a detector begins with and what it leaves.
@Suite struct DetectionRecipeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aRecipeBeginsWithAClassifiersLayers() throws {
    let classifier = ResNet18(.init(stem: .small, classCount: 5), .random(seed: 7))
    let path = folder.file("resnet.safetensors")
    try classifier.save(to: path, metadata: classifier.metadata(adding: [:]))
    let set = DetectionSet.rectangles(1)
    func task(_ weights: String) throws -> DetectionTask {
      try DetectionRecipe(weights: weights).run(
        on: set, set, data: "", command: "", directory: folder.file("out")
      ).task
    }
    let found = try task(path).model.state["backbone.layer4.1.conv2.weight"]
    #expect(found?.values == classifier.state["layer4.1.conv2.weight"]?.values)
    let other = MLP(.standard, .random(seed: 1))
    try other.save(to: path, metadata: other.metadata(adding: [:]))
    let error = #expect(throws: PretrainedError.self) { try task(path) }
    #expect(error?.description.hasPrefix(path) == true)
  }

  @Test func aRecipeGoesOnFromADetector() throws {
    let path = folder.file("detector.safetensors")
    let set = DetectionSet.rectangles(1)
    func state(from start: Detector) throws -> [String: Tensor] {
      try start.save(to: path, metadata: start.metadata(adding: [:]))
      return try DetectionRecipe(weights: path).run(
        on: set, set, data: "", command: "", directory: folder.file("out")
      ).task.model.state
    }
    for classCount in [2, 5] {
      let start = Detector(.init(classCount: classCount), .random(seed: 7))
      let found = try state(from: start)
      for name in ["edges.bias", "backbone.conv1.weight", "tower.1.norms.2.running_var"] {
        #expect(found[name]?.values == start.state[name]?.values, "\(name)")
      }
      // As many classes are taken to be the same ones.
      let isKept = found["classes.weight"]?.values == start.state["classes.weight"]?.values
      #expect(isKept == (classCount == 2))
    }
    let narrow = Detector(.init(classCount: 2, backboneWidth: 4), .random(seed: 7))
    let error = #expect(throws: PretrainedError.self) { try state(from: narrow) }
    #expect(error?.description.hasPrefix(path) == true)
  }

  @Test func aClassifierOfAnotherShapeIsRefusedByName() throws {
    let path = folder.file("resnet.safetensors")
    let narrow = ResNet18(.init(stem: .small, width: 8), .random(seed: 7))
    try narrow.save(to: path, metadata: narrow.metadata(adding: [:]))
    let set = DetectionSet.rectangles(1)
    let error = #expect(throws: PretrainedError.self) {
      try DetectionRecipe(weights: path).run(
        on: set, set, data: "", command: "", directory: folder.file("out"))
    }
    #expect(error?.description.hasPrefix(path) == true)
  }

  @Test func dataThatCannotTeachAreRefused() throws {
    let set = DetectionSet.rectangles(2)
    func fault(_ training: DetectionSet, _ validation: DetectionSet) -> DetectionRecipe.Fault? {
      #expect(throws: DetectionRecipe.Fault.self) {
        try DetectionRecipe(weights: nil).run(
          on: training, validation, data: "a folder", command: "", directory: folder.file("out")
        ).firstLoss()
      }
    }
    let empty = DetectionSet([], classNames: set.classNames)
    #expect(fault(empty, set) == .noPictures(data: "a folder"))
    #expect(fault(set, empty) == .noValidation(data: "a folder"))
    let bare = DetectionSet(
      [DetectionSample(image: set[0].image, objects: [])], classNames: set.classNames)
    #expect(fault(set, bare) == .noValidation(data: "a folder"))
    #expect(fault(bare, bare)?.description.hasPrefix("a folder: ") == true)
    let nameless = DetectionSet([bare[0]], classNames: [])
    #expect(fault(nameless, nameless) == .classCount(data: "a folder", 0))
    let many = DetectionSet([set[0]], classNames: (0...1 << 14).map(String.init))
    #expect(fault(many, many) == .classCount(data: "a folder", 16385))
  }
}
