import Files
import Foundation
import Inference
import ModelZoo
import NeuralNet
import Safetensors
import TensorCore
import TestSupport
import Testing

/// Weight files that are damaged, or for something else.
@Suite struct WeightDamageTests {
  private let classify = Program.classify
  private let sample = "\(DigitSet.folder)/5-red-marker.png"

  /// Every command that reads weights, on one file.
  private func outcomes(_ path: String, _ folder: TemporaryFolder) throws -> [Program.Outcome] {
    if !InputFile.exists(folder.file("t10k-labels-idx1-ubyte")) {
      try DigitSet.write(20, part: "t10k", to: folder)
    }
    return try [
      [sample, "--json"], ["info"], ["explain", sample, "--out", folder.file("e.png")],
      ["evaluate", "--data", folder.path, "--json"],
    ].map { try classify($0 + ["--weights", path]) }
  }

  private func expectRefusal(
    _ bytes: [UInt8], _ name: String, _ words: String = "", in folder: TemporaryFolder
  ) throws {
    let path = try folder.write(bytes, to: "\(name).safetensors")
    for outcome in try outcomes(path, folder) {
      #expect(outcome.failedPolitely, "\(name): \(outcome.errors)")
      #expect(outcome.errorLines.count == 1, "\(name): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("Error: \(path)"), "\(outcome.errors)")
      #expect(words.isEmpty || outcome.errors.contains(words), "\(outcome.errors)")
    }
    #expect(!InputFile.exists(folder.file("e.png")))
  }

  private var shipped: String { "\(Program.package)/Data/Models/lenet5/model.safetensors" }

  @Test func damagedFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let bytes = try InputFile.read(shipped, limit: 1 << 24)
    try expectRefusal([], "empty", in: folder)
    try expectRefusal(Array(bytes[..<1000]), "cut", in: folder)
    try expectRefusal(Array(bytes.dropLast()), "one short", in: folder)
    try expectRefusal(bytes + [0], "one long", in: folder)
    try expectRefusal([UInt8](repeating: 0xFF, count: 100), "no length", in: folder)
    try expectRefusal(try InputFile.read(sample, limit: 1 << 24), "a picture", in: folder)
  }

  @Test func filesOfOtherNetworksAreNamed() throws {
    let folder = try TemporaryFolder()
    var file = try WeightFile(contentsOf: shipped)
    file.metadata["architecture"] = nil
    try expectRefusal(file.encoded(), "no architecture", "architecture", in: folder)
    file.metadata["architecture"] = "vgg"
    try expectRefusal(file.encoded(), "unknown", "unknown architecture 'vgg'", in: folder)
    file.metadata["architecture"] = "mlp"
    try expectRefusal(file.encoded(), "other", "configuration", in: folder)
    file.metadata["architecture"] = "lenet5"
    file.tensors["conv1.weight"] = .zeros([6, 1, 5, 4])
    file.tensors["fc4.bias"] = file.tensors.removeValue(forKey: "fc3.bias")
    try expectRefusal(
      file.encoded(), "misshapen", "'conv1.weight' is [6, 1, 5, 4], expected [6, 1, 5, 5]",
      in: folder)
    let wrong = try classify([sample, "--model", "mlp", "--weights", shipped])
    #expect(wrong.failedPolitely && wrong.errors.contains("leave --model away"))
  }

  @Test(arguments: [
    #"{"activation":"relu","classCount":1000000000000,"pooling":"maximum"}"#,
    #"{"activation":"relu","classCount":-1,"pooling":"maximum"}"#,
    #"{"activation":"sin","classCount":10,"pooling":"maximum"}"#, "{}", "[[[[", "",
  ])
  func impossibleConfigurationsAreNamed(configuration: String) throws {
    let folder = try TemporaryFolder()
    var file = try WeightFile(contentsOf: shipped)
    file.metadata["configuration"] = configuration
    try expectRefusal(file.encoded(), "configuration", "configuration", in: folder)
  }

  private func write(_ model: any ImageClassifier, _ name: String, to folder: TemporaryFolder)
    throws
    -> String
  {
    let metadata = try ClassifierModel.metadata(
      of: model, names: ClassNames(["a"]), transforms: .digits, adding: [:])
    try model.save(to: folder.file("\(name).safetensors"), metadata: metadata)
    return folder.file("\(name).safetensors")
  }

  @Test func otherClassesAndPicturesAreNoTrap() throws {
    let folder = try TemporaryFolder()
    for classCount in [1, 3, 20] {
      let model = LeNet5(.init(classCount: classCount), .random(RandomSource(seed: 1)))
      let path = try write(model, "\(classCount)", to: folder)
      for outcome in try outcomes(path, folder) {
        #expect(outcome.code == 0 || outcome.failedPolitely, "\(classCount): \(outcome.errors)")
      }
    }
    let model = MLP(.init(inputShape: [3, 5, 2], hiddenUnits: [4]), .random(RandomSource(seed: 1)))
    let path = try write(model, "mlp", to: folder)
    for outcome in try outcomes(path, folder) {
      #expect(outcome.code == 0 || outcome.failedPolitely, "\(outcome.errors)")
    }
    let teaching = try classify([
      "train", "--model", "lenet5", "--data", folder.path, "--dry-run", "--teacher", path,
    ])
    #expect(teaching.failedPolitely)
  }

  @Test(arguments: [Float.nan, .infinity, 3e38])
  func weightsThatAreNoNumbersAreNoTrap(value: Float) throws {
    let folder = try TemporaryFolder()
    var file = try WeightFile(contentsOf: shipped)
    for (name, tensor) in file.tensors { file.tensors[name] = .filled(tensor.shape, with: value) }
    let path = try folder.write(file.encoded(), to: "w.safetensors")
    for outcome in try outcomes(path, folder) {
      #expect(outcome.code == 0 || outcome.failedPolitely, "\(value): \(outcome.errors)")
      #expect(value.isFinite || outcome.errors.contains("are not finite"))
    }
  }
}
