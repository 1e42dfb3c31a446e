import Foundation
import Imaging
import TestSupport
import Testing

/// Files and folders that no application should stumble over.
@Suite struct HostileInputTests {
  private let classify = Program.classify
  private let sample = "\(DigitSet.folder)/5-red-marker.png"

  private func sampleBytes() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: sample)))
  }

  /// A name that holds all that a shell, a terminal or a page of HTML could mistake.
  private static let strangeName = "- a'b\"c $HOME `x` <b>&amp; *?[é] \u{1F600} ;.png"

  @Test func strangeNamesAreNames() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "n", count: 251) + ".png"
    for name in [HostileInputTests.strangeName, long] {
      try folder.write(sampleBytes(), to: name)
      let result = try classify([folder.file(name), "--json"])
      #expect(result.code == 0)
      #expect(try Answer.parse(result.output).file == folder.file(name))
    }
    #expect(try classify([folder.path]).outputLines.count == 2)
    let tooLong = try classify([folder.file(String(repeating: "n", count: 5000))])
    #expect(tooLong.failedPolitely)
    #expect(try classify([""]).failedPolitely)
  }

  @Test func whatIsNoPictureIsNamed() throws {
    let folder = try TemporaryFolder()
    let bytes = try sampleBytes()
    let files: [String: [UInt8]] = [
      "empty.png": [], "text.png": Array("hello".utf8), "cut.png": Array(bytes[..<200]),
      "zeros.jpg": [UInt8](repeating: 0, count: 5000), "signature.png": Array(bytes[..<8]),
      "gif.png": Array("GIF89a".utf8) + [1, 0, 1, 0],
    ]
    for (name, content) in files { try folder.write(content, to: name) }
    let result = try classify([folder.path])
    #expect(result.failedPolitely)
    #expect(result.output.isEmpty)
    #expect(result.errorLines.count == files.count)
    for name in files.keys { #expect(result.errors.contains(name)) }
  }

  @Test func foldersAreNoTrap() throws {
    let folder = try TemporaryFolder()
    let empty = try classify([folder.path])
    #expect(empty.failedPolitely)
    #expect(empty.errors.contains("holds no PNG or JPEG"))
    try folder.write(sampleBytes(), to: "inner.png/picture.png")
    let nested = try classify([folder.path])
    #expect(nested.failedPolitely)
    #expect(nested.errors.contains("inner.png: this is a folder"))
    #expect(try classify([folder.file("none")]).failedPolitely)
  }

  @Test func aHugeSparseFileIsRefusedQuickly() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([], to: "sparse.png")
    try #require(truncate(path, 100 << 20) == 0)
    let start = ContinuousClock.now
    for arguments in [[path], ["--weights", path, sample]] {
      #expect(try classify(arguments).failedPolitely)
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func permissionIsAskedFor() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(sampleBytes(), to: "locked/a.png")
    try DigitSet.write(5, part: "train", to: folder)
    #expect(chmod(folder.path, 0o755) == 0)
    // Root may read everything: become nobody where that is possible.
    let becomeNobody = "cd /; exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\""
    let setting = getuid() == 0 ? Program.Setting(shell: becomeNobody) : Program.Setting()
    guard try classify([path], setting).code == 0 else {
      print("skipped: root cannot become another user here")
      return
    }
    for (mode, arguments) in [(0o000, [folder.file("locked")]), (0o000, [path])] {
      #expect(chmod(folder.file("locked"), mode_t(mode)) == 0)
      let result = try classify(arguments, setting)
      #expect(chmod(folder.file("locked"), 0o755) == 0)
      #expect(result.failedPolitely)
      #expect(result.errors.contains("permission to read it is denied"))
    }
    #expect(chmod(folder.path, 0o555) == 0)
    let train = try classify(
      ["train", "--data", folder.path, "--out", folder.file("out"), "--epochs", "1"], setting)
    #expect(train.failedPolitely)
    #expect(train.errors.contains("out: cannot be written (Permission denied)"))
    #expect(chmod(folder.path, 0o755) == 0)
  }

  @Test(arguments: ["train", "evaluate"])
  func damagedSetsAreNamed(command: String) throws {
    let part = command == "train" ? "train" : "t10k"
    let (images, labels) = ("\(part)-images-idx3-ubyte", "\(part)-labels-idx1-ubyte")
    let (pixels, classes) = try DigitSet.pictures(6)
    let small = [UInt8](repeating: 9, count: 6 * 100)
    let damages: [(String, [UInt8], [UInt8])] = [
      ("empty", [], []),
      ("cut", Array(idx([6, 28, 28], pixels).dropLast(5)), idx([6], classes)),
      ("fewer labels", idx([6, 28, 28], pixels), idx([5], Array(classes.dropLast()))),
      ("label 10", idx([6, 28, 28], pixels), idx([6], [10, 1, 2, 3, 4, 5])),
      ("floats", idx([6, 28, 28], pixels, type: 13), idx([6], classes)),
      ("absurd", idx([0x7FFF_FFFF, 28, 28], pixels), idx([0x7FFF_FFFF], classes)),
      ("negative", idx([0xFFFF_FFFF, 28, 28], pixels), idx([6], classes)),
      ("swapped", idx([6], classes), idx([6, 28, 28], pixels)),
      ("10x10", idx([6, 10, 10], small), idx([6], classes)),
    ]
    for (name, imageBytes, labelBytes) in damages {
      let folder = try TemporaryFolder()
      try folder.write(imageBytes, to: images)
      try folder.write(labelBytes, to: labels)
      let result = try classify(
        [command, "--data", folder.path] + (command == "train" ? ["--out", folder.file("o")] : []))
      #expect(result.failedPolitely, "\(name): \(result.errors)")
      #expect(result.errorLines.count == 1)
      #expect(result.errors.contains(folder.path), "\(name): \(result.errors)")
    }
    let folder = try TemporaryFolder()
    #expect(try classify([command, "--data", folder.path]).failedPolitely)
    #expect(try classify([command, "--data", folder.file("none")]).failedPolitely)
    #expect(try classify([command, "--data", sample]).failedPolitely)
  }

  @Test func resultsThatCannotBeWrittenAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = folder.file("none/a.png")
    for path in [missing, folder.path, "/dev/full"] {
      let result = try classify(["explain", sample, "--out", path])
      #expect(result.failedPolitely, "\(path): \(result.errors)")
      #expect(result.errors.contains(path))
      #expect(result.output.isEmpty)
    }
  }
}
