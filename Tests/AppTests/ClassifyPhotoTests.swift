import Foundation
import Imaging
import TestSupport
import Testing

/// Photographs, as a user has them named, sorted and learnt.
@Suite struct ClassifyPhotoTests {
  private let classify = Program.classify
  private let photos = "\(Program.package)/Data/Samples/photos"

  private struct Said: Decodable {
    struct Prediction: Decodable { let label: String }
    let model: String
    let predictions: [Prediction]
  }

  private func said(_ arguments: [String]) throws -> [Said] {
    let result = try classify(arguments + ["--json"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result)")
    return try result.outputLines.map { try JSONDecoder().decode(Said.self, from: Data($0.utf8)) }
  }

  @Test func photosAndDigitsFindTheirNetworks() throws {
    let digit = "\(DigitSet.folder)/3-blue-pen.png"
    let answers = try said(["\(photos)/cat.jpg", digit, "\(photos)/coffee.jpg"])
    #expect(answers.map(\.model) == ["tiny-imagenet", "lenet5", "tiny-imagenet"])
    #expect(answers.map(\.predictions.count) == [5, 1, 5])
    #expect(["tabby cat", "Egyptian cat"].contains(answers[0].predictions[0].label))
    #expect(answers[1].predictions[0].label == "3")
    #expect(answers[2].predictions[0].label == "espresso")
  }

  @Test func thingsAreNamedInChinese() throws {
    let answers = try said(["\(photos)/coffee.jpg", "--language", "zh", "--top", "1"])
    #expect(answers[0].predictions[0].label == "浓缩咖啡")
  }

  @Test func everyKindOfFileIsNamedAlike() throws {
    let folder = try TemporaryFolder()
    let photo = try Image(contentsOf: "\(photos)/coffee.jpg")
    let gray = photo.gray()
    try photo.writePNG(to: folder.file("a.png"))
    try photo.writeJPEG(to: folder.file("b.jpg"), quality: 60)
    try gray.writePNG(to: folder.file("c.png"))
    let answers = try said([folder.path])
    #expect(answers.map { $0.predictions[0].label } == ["espresso", "espresso", "espresso"])
  }

  @Test func picturesAreCopiedIntoFoldersOfTheirClass() throws {
    let (input, output) = (try TemporaryFolder(), try TemporaryFolder())
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(photos)/coffee.jpg")))
    let file = try input.write(bytes, to: "a.jpg")
    for _ in 0..<2 {
      let result = try classify([file, "--sort-into", output.path])
      #expect(result.code == 0, "\(result)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: output.file("espresso")) == ["a.jpg"])
    }
    #expect(try output.bytes("espresso/a.jpg") == bytes && input.bytes("a.jpg") == bytes)
    // Another picture of the same name gets a number.
    let photo = try Image(contentsOf: file)
    try photo.writeJPEG(to: file, quality: 70)
    _ = try classify([file, "--sort-into", output.path])
    #expect(
      try output.bytes("espresso/a-2.jpg") != bytes && output.bytes("espresso/a.jpg") == bytes)
  }

  @Test func explainShowsWhereTheNetworkLooks() throws {
    let folder = try TemporaryFolder()
    let result = try classify(["explain", "\(photos)/cat.jpg", "--out", folder.file("e.png")])
    #expect(result.code == 0, "\(result)")
    let picture = try Image(contentsOf: folder.file("e.png"))
    #expect(picture.width == 1080 && picture.height > 600)
  }

  /// Pictures of two colours in folders of their names.
  private func colors(_ count: Int, in folder: TemporaryFolder) throws {
    for (name, value) in [("dark", 30), ("light", 220)] {
      let place = folder.file(name)
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for index in 0..<count {
        let size = ImageSize(height: 40 + index, width: 60)
        try Image(size: size, format: .rgb, filledWith: UInt8(value + index))
          .writePNG(to: "\(place)/\(index).png")
      }
    }
  }

  @Test func aFolderOfPicturesMakesAClassifier() throws {
    let (data, output) = (try TemporaryFolder(), try TemporaryFolder())
    try colors(3, in: data)
    try data.write("no picture", to: "dark/broken.jpg")
    let train = ["train", "--data", data.path, "--out", output.file("own"), "--epochs", "1"]
    let result = try classify(train)
    #expect(result.code == 0, "\(result)")
    #expect(
      result.errors.contains("broken.jpg") && result.errors.contains("4 pictures of 2 classes"))
    let answer = try classify([data.file("light/0.png"), "--weights", output.file("own")])
    #expect(answer.output.contains(": light "), "\(answer)")
    let measured = try classify(
      ["evaluate", "--weights", output.file("own"), "--data", data.path, "--json"])
    for key in ["model", "dataset", "count", "accuracy", "top5", "loss"] {
      #expect(measured.output.contains("\"\(key)\":"), "\(key)")
    }
    #expect(measured.code == 1 && measured.errors.contains("broken.jpg"), "a file is left out")
    let again = try classify(train)
    #expect(again.failedPolitely && again.errors.contains("holds finished weights"))
  }

  @Test func foldersThatTeachNothingAreRefused() throws {
    let folder = try TemporaryFolder()
    try colors(1, in: folder)
    let one = try classify(["train", "--data", folder.path, "--dry-run"])
    #expect(one.failedPolitely && one.errors.contains("class 'dark' has one picture"), "\(one)")
    let none = try classify(["train", "--data", folder.file("dark"), "--dry-run"])
    #expect(none.failedPolitely && none.errors.contains("sub-folders"), "\(none)")
  }

  @Test func namesWithoutWeightsAreWrongUsage() throws {
    let result = try classify(["\(photos)/cat.jpg", "--labels", "names.txt"])
    #expect(result.code == 64 && result.errors.contains("--labels"))
  }
}
