import Datasets
import Imaging
import Inference
import ModelZoo
import TensorCore
import TestSupport
import Testing

@testable import Training

/// Folders of photographs, and what is learnt from them.
@Suite struct PhotoTrainingTests {
  private let folder: TemporaryFolder
  private let results: TemporaryFolder

  init() throws { (folder, results) = (try TemporaryFolder(), try TemporaryFolder()) }

  /// A picture of one colour with some noise.
  private func picture(_ red: Int, _ blue: Int, seed: UInt64) -> Image {
    let random = RandomSource(seed: seed)
    let size = ImageSize(height: 40, width: 50)
    let pixels = (0..<size.pixelCount).flatMap { _ -> [UInt8] in
      [UInt8(red + random.index(below: 40)), 60, UInt8(blue + random.index(below: 40))]
    }
    return Image(size: size, format: .rgb, pixels: pixels)
  }

  /// Red and blue pictures in folders.
  private func write(_ count: Int, below name: String = "") throws {
    for (label, red, blue) in [("blue", 20, 200), ("red", 200, 20)] {
      for index in 0..<count {
        try OutputFolder.create(folder.file("\(name)\(label)"))
        try picture(red, blue, seed: UInt64(index)).writePNG(
          to: folder.file("\(name)\(label)/\(index).png"))
      }
    }
  }

  /// A weight file of a network for small colour pictures.
  private func save(_ network: CIFARNet, classes: [String]) throws -> String {
    let file = results.file("start.safetensors")
    let metadata = try ClassifierModel.metadata(
      of: network, names: ClassNames(classes), transforms: .cifar, adding: [:])
    try network.save(to: file, metadata: metadata)
    return file
  }

  private func data(share: Float = 0.25) throws -> PhotoData {
    try PhotoData(folder: folder.path, side: 32, validationShare: share, seed: 1)
  }

  @Test func aShareOfEachClassIsKeptForValidation() throws {
    try write(8)
    try folder.write("no picture", to: "red/broken.png")
    let data = try data()
    #expect(data.classNames == ["blue", "red"])
    #expect(data.training.count == 12 && data.validation.count == 4)
    #expect((0..<4).count { data.validation.label(at: $0) == 0 } == 2)
    #expect(data.skipped.map(\.path) == [folder.file("red/broken.png")])
  }

  @Test func aFolderForValidationIsUsed() throws {
    try write(3, below: "train/")
    try write(2, below: "valid/")
    let data = try data()
    #expect(data.training.count == 6 && data.validation.count == 4)
    try OutputFolder.create(folder.file("valid/green"))
    try picture(20, 20, seed: 1).writePNG(to: folder.file("valid/green/a.png"))
    #expect(throws: PhotoData.Fault.self) { try self.data() }
  }

  @Test func aClassWithOnePictureIsRefusedByName() throws {
    try write(3)
    try OutputFolder.create(folder.file("green"))
    try picture(20, 20, seed: 1).writePNG(to: folder.file("green/a.png"))
    let error = #expect(throws: PhotoData.Fault.self) { try data() }
    #expect(error?.description.contains("class 'green' has one picture") == true)
  }

  @Test func classesThatHaveFewerPicturesCountMore() throws {
    try write(4)
    for index in 4..<12 {
      try picture(200, 20, seed: UInt64(index)).writePNG(to: folder.file("red/\(index).png"))
    }
    let weights = try data().classWeights
    #expect(weights[0] > 2 * weights[1])
    #expect(abs(3 * weights[0] + 9 * weights[1] - 12) < 1e-4)
  }

  @Test func fineTuningTellsNewClassesApart() throws {
    try write(8)
    let network = CIFARNet(.init(widths: [16, 16, 16]), .random(seed: 2))
    let file = try save(network, classes: (0..<10).map(String.init))
    var recipe = FineTuningRecipe(weights: file)
    (recipe.epochs, recipe.batchSize) = (3, 4)
    let run = try recipe.run(
      from: ClassifierModel(contentsOf: file), on: data(), command: "train",
      directory: results.file("out"))
    let (ending, result) = try run.train()
    #expect(ending == .finished && result?.metric == "loss")
    let classifier = try Classifier(contentsOf: results.file("out/model.safetensors"))
    #expect(classifier.classify(picture(210, 10, seed: 99)).first?.label == "red")
    let measured = try PhotoEvaluation(of: classifier, on: folder.path, mirrored: true)
    #expect(measured.count == 16 && measured.accuracy == 1 && measured.top5 == 1)
  }

  @Test func theLastLayerAloneIsKeptWhereTrainingDoesNoBetter() throws {
    try write(8)
    let network = CIFARNet(.init(widths: [16, 16, 16]), .random(seed: 2))
    let file = try save(network, classes: (0..<10).map(String.init))
    var recipe = FineTuningRecipe(weights: file)
    (recipe.epochs, recipe.learningRate) = (2, 1e-12)
    let run = try recipe.run(
      from: ClassifierModel(contentsOf: file), on: data(), command: "train",
      directory: results.file("out"))
    let (_, result) = try run.train()
    #expect(result?.epoch == 0)
    let table = String(decoding: try results.bytes("out/metrics.csv"), as: UTF8.self)
      .split(separator: "\n")
    #expect(table.count == 4 && table[1].hasPrefix("0,"))
    #expect(
      Set(table.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }) == [7])
  }

  @Test func aTrainingGoesOnFromWeights() throws {
    try write(4)
    let network = CIFARNet(.init(classCount: 2), .random(seed: 2))
    let file = try save(network, classes: ["blue", "red"])
    var recipe = PhotoRecipe(model: .cifar10)
    (recipe.epochs, recipe.learningRate, recipe.start) = (1, 1e-12, file)
    (recipe.averageDecay, recipe.usesLookahead) = (nil, false)
    func run() throws -> TrainingRun<ClassificationTask<PhotoSet>> {
      try recipe.run(on: data(), command: "train", directory: results.file("out"))
    }
    _ = try run().train()
    let found = try Pretrained<CIFARNet>(contentsOf: results.file("out/model.safetensors")).network
    let (one, other) = (found.blocks[0].conv1.weight, network.blocks[0].conv1.weight)
    #expect(zip(one.value.values, other.value.values).allSatisfy { abs($0 - $1) < 1e-3 })
    _ = try save(network, classes: ["blue", "green"])
    #expect(throws: PhotoData.Fault.self) { try run() }
    recipe.model = .alexnet64
    _ = try save(network, classes: ["blue", "red"])
    #expect(throws: PhotoData.Fault.self) { try run() }
  }

  @Test func whatATeacherSaidIsKeptForAResumedRun() throws {
    try write(4)
    let teacher = CIFARNet(.init(widths: [8, 8, 8], classCount: 2), .random(seed: 2))
    let file = try save(teacher, classes: ["blue", "red"])
    let (data, folder) = (try data(), results.file("out"))
    func logits(_ resumes: Bool, in folder: String?) throws -> [Float] {
      try data.logits(ofTeacher: file, keptIn: folder, resumes: resumes).values
    }
    let first = try logits(false, in: folder)
    #expect(first.count == 2 * data.training.count)
    teacher.head.weight.assign(.zeros([2, 8]))
    _ = try save(teacher, classes: ["blue", "red"])
    #expect(try logits(true, in: folder) == first)
    #expect(try logits(true, in: nil).allSatisfy { $0 == 0 })
    #expect(try logits(false, in: folder).allSatisfy { $0 == 0 })
  }

  @Test func aShortTrainingFromScratchLearns() throws {
    try write(12)
    var recipe = PhotoRecipe(model: .cifar10)
    (recipe.epochs, recipe.batchSize, recipe.learningRate) = (1, 6, 0.05)
    let run = try recipe.run(on: data(), command: "train", directory: results.file("out"))
    let (ending, result) = try run.train()
    #expect(ending == .finished && result != nil)
  }
}
