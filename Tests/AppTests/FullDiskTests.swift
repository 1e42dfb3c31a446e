import Files
import Foundation
import Safetensors
import TestSupport
import Testing

/// Training where the disk fills up: what was there before is still there and whole.
@Suite struct FullDiskTests {
  private let classify = Program.classify
  private let files = ["best.safetensors", "checkpoint.safetensors", "model.safetensors"]

  private func trained() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try DigitSet.write(40, part: "train", to: folder)
    #expect(try train(folder, seed: 1).code == 0)
    return folder
  }

  private func train(
    _ folder: TemporaryFolder, seed: Int, shell: String? = nil
  ) throws -> Program.Outcome {
    try classify(
      ["train", "--data", ".", "--out", "out", "--epochs", "1", "--seed", "\(seed)", "--quiet"]
        + ["--overwrite"],
      .init(directory: folder.path, shell: shell))
  }

  /// The limit in KiB is too small for the best weights (241 KiB), then for the checkpoint (1 MiB).
  @Test(arguments: [(100, 0), (500, 1)])
  func aFailedWriteLosesNothing(limit: Int, replaced: Int) throws {
    let folder = try trained()
    let before = try files.map { try folder.bytes("out/\($0)") }
    let result = try train(folder, seed: 2, shell: "ulimit -f \(limit)")
    #expect(result.failedPolitely, "\(result)")
    #expect(result.errors.contains("out/\(files[replaced]): cannot be written (File too large)"))
    for (name, bytes) in zip(files, before).dropFirst(replaced) {
      #expect(try folder.bytes("out/\(name)") == bytes, "\(name) has changed")
    }
    for name in files { _ = try WeightFile(contentsOf: folder.file("out/\(name)")) }
    let left = try InputFile.list(folder.file("out")).count
    #expect(left == 5)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).count == left,
      "temporary files are left")
    #expect(try train(folder, seed: 2).code == 0)
  }

  @Test(
    .enabled(if: InputFile.exists("/dev/full"), "this system has no /dev/full"), arguments: 0..<3)
  func aFullDeviceIsNamed(index: Int) throws {
    let folder = try trained()
    let path = folder.file("out/\(files[index])")
    try #require(unlink(path) == 0 && symlink("/dev/full", path) == 0)
    let result = try train(folder, seed: 2)
    #expect(result.failedPolitely, "\(result)")
    #expect(result.errors.contains("out/\(files[index]): cannot be written (No space left"))
  }
}
