import Imaging
import ModelZoo
import NeuralNet
import TestSupport
import Testing

@testable import Inference

/// What a detector's weight file says is checked before it is believed.
@Suite struct DetectorModelTests {
  private let folder: TemporaryFolder
  private let network = Detector(
    .init(classCount: 3, backboneWidth: 4, width: 6), .random(seed: 1))
  private var path: String { folder.file("detector.safetensors") }

  init() throws { folder = try TemporaryFolder() }

  /// A weight file with these metadata besides those that every detector has.
  private func save(_ more: [String: String]) throws {
    try network.save(to: path, metadata: network.metadata(adding: more))
  }

  @Test func aFileSaysWhatWasWritten() throws {
    let metadata = try DetectorModel.metadata(
      of: network, labels: ["a", "b\"", "猫"], side: 416, adding: ["data": "3 pictures"])
    try network.save(to: path, metadata: metadata)
    let model = try DetectorModel(contentsOf: path)
    #expect(model.labels == ["a", "b\"", "猫"] && model.side == 416)
    #expect(model.metadata["data"] == "3 pictures")
    #expect(model.network.configuration == network.configuration)
    #expect(model.network.state.keys.sorted() == network.state.keys.sorted())
    let detector = try ObjectDetector(contentsOf: path)
    #expect(detector.labels == model.labels && detector.side == 416)
  }

  @Test func classesWithoutANameHaveANumber() throws {
    try save([:])
    #expect(try DetectorModel(contentsOf: path).labels == ["0", "1", "2"])
    for odd in ["[\"cat\"]", "[\"a\", \"b\", \"c\", \"d\"]", "[\"a\", \"b\\n\", \"c\"]"] {
      try save(["labels": odd])
      #expect(throws: PretrainedError.badMetadata(file: path, key: "labels", found: odd)) {
        try DetectorModel(contentsOf: self.path)
      }
    }
    try save(["labels": "cat, dog"])
    let error = #expect(throws: PretrainedError.self) { try DetectorModel(contentsOf: path) }
    #expect(error == .badMetadata(file: path, key: "labels", found: "cat, dog"))
  }

  @Test(arguments: [
    "100", "0", "-7", "1", "100000", "9223372036854775807", "", "big", "99999999999999999999",
    "1e3",
  ]) func sidesAreMultiplesOf32WithinReason(text: String) throws {
    try save(["side": text])
    #expect(throws: PretrainedError.badMetadata(file: path, key: "side", found: text)) {
      try DetectorModel(contentsOf: self.path)
    }
    try save(["side": "96"])
    #expect(try DetectorModel(contentsOf: path).side == 96)
  }

  @Test func filesOfOtherNetworksAreRefusedInOneSentence() throws {
    let other = ResNet18(.init(classCount: 3, width: 4), .random(seed: 1))
    try other.save(to: path, metadata: other.metadata(adding: [:]))
    func message() -> String? {
      #expect(throws: PretrainedError.self) { try ObjectDetector(contentsOf: path) }?.description
    }
    #expect(message() == "\(path): holds weights of 'resnet18', expected 'detector'")
    try network.save(to: path)
    #expect(message() == "\(path): does not name its architecture, expected 'detector'")
    try network.save(
      to: path,
      metadata: network.metadata(adding: [:]).merging(
        ["configuration": "{\"classCount\": 0}"]) { $1 })
    #expect(message() == "\(path): the configuration '{\"classCount\": 0}' cannot be used")
    try network.save(
      to: path,
      metadata: network.metadata(adding: [:]).merging(
        ["configuration": "{\"classCount\": 4, \"backboneWidth\": 4, \"width\": 6}"]) { $1 })
    #expect(message()?.contains("classes.weight") == true)
    network.classes.bias?.assign(.filled([3], with: .nan))
    try save([:])
    #expect(message() == "\(path): 'classes.bias' holds numbers that are not finite")
  }
}
