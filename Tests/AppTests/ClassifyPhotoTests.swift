import Files
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
    #expect(again.failedPolitely && again.errors.contains("holds the weights of a training"))
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

  /// What looks like paper but holds no digit is a photograph to be named.
  @Test func aPageWithoutADigitIsNamedAsAPhoto() throws {
    let folder = try TemporaryFolder()
    var canvas = Canvas(size: ImageSize(height: 120, width: 160), background: .white)
    canvas.fill(Rectangle(left: 30, top: 20, width: 100, height: 80), Color(hex: 0xC03028))
    try canvas.image.writePNG(to: folder.file("red.png"))
    let answer = try said([folder.file("red.png")])[0]
    #expect(answer.model == "tiny-imagenet" && answer.predictions.count == 5)
    let digit = try classify([folder.file("red.png"), "--model", "lenet5"])
    #expect(digit.code == 1 && digit.output.contains("no digit found"))
  }

  /// MNIST's way of drawing, ten times as large: thick strokes with soft edges.
  @Test func enlargedDigitsAreRead() throws {
    let folder = try TemporaryFolder()
    let (pixels, labels) = try DigitSet.pictures(12)
    for (number, label) in labels.enumerated() {
      let small = Image(
        size: ImageSize(height: 28, width: 28), format: .gray,
        pixels: Array(pixels[number * 784..<(number + 1) * 784]))
      try small.resized(to: ImageSize(height: 280, width: 280))
        .writePNG(to: folder.file("\(label)-\(number).png"))
    }
    let answers = try said([folder.path, "--model", "lenet5"])
    let right = zip(try InputFile.list(folder.path), answers).count {
      $1.predictions.first?.label == String($0.prefix(1))
    }
    #expect(right >= 11, "\(right) of 12")
  }

  @Test func picturesAreNotDrawnOverThemselves() throws {
    let folder = try TemporaryFolder()
    let bytes = try InputFile.read("\(photos)/coffee.jpg", limit: 1 << 20)
    let path = try folder.write(bytes, to: "mine.jpg")
    let result = try classify(["explain", path, "--out", path])
    #expect(result.failedPolitely && result.errors.contains("replaced by what is drawn of it"))
    #expect(try folder.bytes("mine.jpg") == bytes)
    #expect(try classify(["explain", path, "--out", folder.file("drawn.jpg")]).code == 0)
    #expect(ImageFileFormat(signature: try folder.bytes("drawn.jpg")) == .jpeg)
    #expect(try classify(["-", "--sort-into", folder.path]).code == 64)
  }
}
