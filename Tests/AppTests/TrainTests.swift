import Files
import Foundation
import Imaging
import Safetensors
import TensorCore
import TestSupport
import Testing

@Suite struct TrainTests {
  private let classify = Program.classify

  /// A folder with a small training set under data/, to be the current folder of a run.
  private func workplace(_ count: Int = 60) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try DigitSet.write(count, part: "train", to: folder)
    return folder
  }

  private func arguments(_ more: String...) -> [String] {
    ["train", "--data", ".", "--out", "out", "--batch-size", "16"] + more
  }

  private func tensors(_ folder: TemporaryFolder, _ name: String) throws -> [String: [UInt32]] {
    try WeightFile(contentsOf: folder.file(name)).tensors
      .mapValues { $0.values.map(\.bitPattern) }
  }

  @Test(arguments: ["lenet5", "mlp"])
  func allResultsAreWritten(model: String) throws {
    let folder = try workplace()
    let result = try classify(
      arguments("--epochs", "2", "--model", model, "--json"), .init(directory: folder.path))
    #expect(result.code == 0)
    #expect(result.errorLines.filter { $0.hasPrefix("epoch ") }.count == 2)
    #expect(result.output.contains(#""weights":"out/model.safetensors""#))
    let names = try InputFile.list(folder.file("out"))
    #expect(
      names == [
        "best.safetensors", "checkpoint.safetensors", "curves.png", "metrics.csv",
        "model.safetensors",
      ])
    let table = String(decoding: try folder.bytes("out/metrics.csv"), as: UTF8.self)
    let lines = table.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.split(separator: ",").count == 7 })
    #expect(try Image(contentsOf: folder.file("out/curves.png")).width >= 300)
    let answer = try classify(
      ["\(DigitSet.folder)/1-pencil.png", "--weights", "out/model.safetensors"],
      .init(directory: folder.path))
    #expect(answer.code == 0)
  }

  @Test func theSameSeedGivesTheSameFile() throws {
    let files = try ["5", "5", "6"].map { seed in
      let folder = try workplace()
      let result = try classify(
        arguments("--epochs", "2", "--seed", seed, "--quiet"), .init(directory: folder.path))
      #expect(result.code == 0 && result.errors.isEmpty)
      return try folder.bytes("out/model.safetensors")
    }
    #expect(files[0] == files[1])
    #expect(files[0] != files[2])
  }

  @Test(arguments: ["lenet5", "mlp"])
  func aResumedRunReachesTheSameWeights(model: String) throws {
    let whole = try workplace(400)
    let broken = try workplace(400)
    let command = arguments("--epochs", "6", "--model", model)
    #expect(try classify(command, .init(directory: whole.path)).code == 0)

    let interrupted = try classify(
      command, .init(directory: broken.path, interrupts: { $0.contains("epoch 2/") }))
    try #require(interrupted.code == 130 && !interrupted.wasKilled, "\(interrupted)")
    #expect(interrupted.errors.contains("--resume"))
    // What was best so far is there, and is not replaced unasked.
    #expect(InputFile.exists(broken.file("out/model.safetensors")))
    let again = try classify(command, .init(directory: broken.path))
    #expect(
      again.failedPolitely && again.errors.contains("--resume, or replace them with --overwrite"))
    let resumed = try classify(command + ["--resume"], .init(directory: broken.path))
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("resumed in epoch"))
    for name in ["out/model.safetensors", "out/checkpoint.safetensors", "out/best.safetensors"] {
      #expect(try tensors(whole, name) == tensors(broken, name), "\(name) differs")
    }
  }

  @Test func otherOptionsAreRefused() throws {
    let folder = try workplace()
    let setting = Program.Setting(directory: folder.path)
    #expect(try classify(arguments("--epochs", "2"), setting).code == 0)
    let before = try folder.bytes("out/checkpoint.safetensors")
    let others = [
      ["--epochs", "3"], ["--epochs", "2", "--seed", "1"],
      ["--epochs", "2", "--learning-rate", "0.1"], ["--epochs", "2", "--model", "mlp"],
      ["--epochs", "2", "--augmentation", "none"], ["--epochs", "2", "--label-smoothing", "0.1"],
    ]
    for other in others {
      let result = try classify(arguments("--resume") + other, setting)
      #expect(result.failedPolitely, "\(other): \(result.errors)")
      #expect(result.errors.contains("out/checkpoint.safetensors"))
    }
    #expect(try folder.bytes("out/checkpoint.safetensors") == before)
    let none = try classify(["train", "--data", ".", "--out", "new", "--resume"], setting)
    #expect(none.failedPolitely)
    #expect(none.errors.contains("new/checkpoint.safetensors: no such file"))
  }

  @Test func aDryRunWritesNothing() throws {
    let folder = try workplace()
    let result = try classify(arguments("--dry-run"), .init(directory: folder.path))
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("dry run: loss "))
    #expect(try folder.names == ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
  }

  @Test func aSinglePictureIsEnough() throws {
    let folder = try workplace(1)
    let result = try classify(arguments("--epochs", "1"), .init(directory: folder.path))
    #expect(result.code == 0)
  }

  @Test func divergenceEndsWithOneSentence() throws {
    let folder = try workplace()
    // A teacher whose logits overflow.
    let shipped = "\(Program.package)/Data/Models/lenet5/model.safetensors"
    var teacher = try WeightFile(contentsOf: shipped)
    teacher.tensors = teacher.tensors.mapValues { .filled($0.shape, with: 3e38) }
    try teacher.write(to: folder.file("teacher.safetensors"))
    let result = try classify(
      arguments("--epochs", "3", "--quiet", "--teacher", "teacher.safetensors"),
      .init(directory: folder.path))
    #expect(result.failedPolitely, "\(result)")
    #expect(
      result.errors.hasPrefix(
        "Error: training diverged: in epoch 1, step 1, loss is no finite number"),
      "\(result.errors)")
    #expect(result.errorLines.count == 1 && result.output.isEmpty)
    #expect(!InputFile.exists(folder.file("out/model.safetensors")))
    #expect(!InputFile.exists(folder.file("out/checkpoint.safetensors")))
  }

  @Test func whatCannotBeRightIsRefused() throws {
    let folder = try workplace()
    for (option, value, range) in [
      ("--label-smoothing", "1.5", "at least 0 and below 1"),
      ("--label-smoothing", "nan", "at least 0 and below 1"),
      ("--learning-rate", "1e9", "above 0 and at most 10"), ("--learning-rate", "0", "above 0"),
    ] {
      let result = try classify(arguments(option, value), .init(directory: folder.path))
      #expect(result.code == 64 && result.errors.contains("\(option) is \(range)"), "\(result)")
    }
    let both = try classify(
      arguments("--resume", "--overwrite"), .init(directory: folder.path))
    #expect(both.code == 64)
  }

  @Test func resultsComeAsJSON() throws {
    let folder = try workplace()
    let result = try classify(
      arguments("--epochs", "1", "--json"), .init(directory: folder.path))
    let line = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let object = try #require(line as? [String: Any])
    #expect(Set(object.keys) == ["weights", "epoch", "metric", "value"])
    #expect(object["metric"] as? String == "accuracy" && object["epoch"] as? Int == 1)
  }

  @Test func terminationStopsWithACheckpoint() throws {
    let folder = try workplace(400)
    let result = try classify(
      arguments("--epochs", "500"),
      .init(directory: folder.path, interrupts: { $0.contains("epoch 2/") }, signal: SIGTERM))
    #expect(result.code == 143 && !result.wasKilled, "\(result)")
    #expect(InputFile.exists(folder.file("out/checkpoint.safetensors")))
  }
}
