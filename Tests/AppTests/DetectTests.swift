import Files
import Foundation
import Imaging
import Inference
import TestSupport
import Testing

/// The detector as a user runs it.
@Suite struct DetectTests {
  private let detect = Program.detect
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Answer: Decodable {
    struct Object: Decodable {
      let label: String
      let score, x, y, width, height: Double
    }
    struct Guess: Decodable { let label: String }
    let file: String
    let width, height: Int
    let objects: [Object]
    let nearest: Guess?
  }

  private func answers(_ arguments: [String]) throws -> [Answer] {
    let result = try detect(arguments + ["--json"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result)")
    return try result.outputLines.map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
  }

  private func picture(_ name: String, size: ImageSize = .init(height: 90, width: 150)) throws
    -> String
  {
    let image = TinyDetector.scene(3).image.resized(to: size)
    return try folder.write(
      name.hasSuffix(".png") ? image.pngData() : image.jpegData(), to: name)
  }

  @Test func boxesLieInThePicture() throws {
    let weights = try TinyDetector.write(to: folder)
    let files = [
      try picture("a.jpg"), try picture("b.png", size: .init(height: 300, width: 40)),
    ]
    let found = try answers(files + ["--weights", weights, "--threshold", "0.001"])
    #expect(found.map(\.file) == files)
    #expect(found.map(\.width) == [150, 40] && found.map(\.height) == [90, 300])
    for answer in found {
      #expect(!answer.objects.isEmpty && answer.nearest == nil)
      for object in answer.objects {
        #expect(TinyDetector.labels.contains(object.label))
        #expect(object.x >= 0 && object.y >= 0 && object.width > 0 && object.height > 0)
        #expect(object.x + object.width <= Double(answer.width) + 0.2)
        #expect(object.y + object.height <= Double(answer.height) + 0.2)
      }
      #expect(answer.objects.map(\.score) == answer.objects.map(\.score).sorted(by: >))
    }
  }

  @Test func nothingFoundSaysWhatWasNearest() throws {
    let weights = try TinyDetector.write(to: folder)
    let path = try picture("a.jpg")
    let result = try detect([path, "--weights", weights, "--threshold", "1"])
    #expect(result.code == 0)
    #expect(
      result.output.hasPrefix(
        "\(path): nothing found; the best guess below the threshold of 1.0 is"))
    let answer = try answers([path, "--weights", weights, "--threshold", "1"])[0]
    #expect(answer.objects.isEmpty && answer.nearest != nil)
  }

  @Test func picturesAreDrawnAndNothingIsReplaced() throws {
    let weights = try TinyDetector.write(to: folder)
    let path = try picture("in/a.jpg")
    _ = try picture("in/b.png")
    let options = ["--weights", weights, "--threshold", "0.001"]
    #expect(try detect([folder.file("in"), "--out", folder.file("out")] + options).code == 0)
    for (name, format) in [("a.jpg", ImageFileFormat.jpeg), ("b.png", .png)] {
      let bytes = try folder.bytes("out/\(name)")
      #expect(ImageFileFormat(signature: bytes) == format)
      #expect(try Image(data: bytes).size == ImageSize(height: 90, width: 150))
    }
    let before = try folder.bytes("in/a.jpg")
    let own = try detect([path, "--out", path] + options)
    #expect(own.failedPolitely && own.errors.contains("replaced by what is made of it"))
    let again = try detect([path, "--out", folder.file("out/a.jpg")] + options)
    #expect(again.failedPolitely && again.errors.contains("exists already"))
    #expect(try folder.bytes("in/a.jpg") == before)
    #expect(try detect([path, "--out", path, "--overwrite"] + options).code == 0)
    #expect(try folder.bytes("in/a.jpg") != before)
  }

  @Test func damagedFilesAreNamedAndTheOthersAnswered() throws {
    let weights = try TinyDetector.write(to: folder)
    let path = try picture("a.jpg")
    try folder.write(Array(try folder.bytes("a.jpg").prefix(500)), to: "cut.jpg")
    try folder.write("no picture", to: "text.png")
    let result = try detect(
      [folder.file("cut.jpg"), path, folder.file("text.png"), folder.file("missing.png")]
        + ["--weights", weights])
    #expect(result.failedPolitely && result.errorLines.count == 3, "\(result)")
    #expect(result.outputLines.count { $0.hasPrefix(path) } == 1)
  }

  @Test func aDetectorLearnsAndIsMeasured() throws {
    try TinyDetector.writeScenes(0..<12, to: folder)
    let out = folder.file("out")
    let training = try detect(
      ["train", "--data", folder.file("data"), "--out", out, "--side", "64", "--from-scratch"]
        + ["--epochs", "1", "--batch-size", "5"])
    #expect(training.code == 0, "\(training)")
    #expect(training.errors.contains("PASCAL VOC: 10 pictures to learn from, 2 to check with"))
    for name in ["model.safetensors", "curves.png", "metrics.csv", "validation.png"] {
      #expect(InputFile.isRegular("\(out)/\(name)"), "\(name)")
    }
    struct Report: Decodable {
      let map_50, map_50_95: Double
      let per_class: [String: Double]
      let count: Int
    }
    let measured = try detect(
      ["evaluate", "--data", folder.file("data"), "--weights", out, "--json"]
        + ["--curves", folder.file("curves.png"), "--sheet", folder.file("sheet.png")])
    #expect(measured.code == 0, "\(measured)")
    let report = try JSONDecoder().decode(Report.self, from: Data(measured.output.utf8))
    #expect(report.count == 12 && Set(report.per_class.keys) == Set(TinyDetector.labels))
    #expect((0...1).contains(report.map_50) && report.map_50_95 <= report.map_50)
    for name in ["curves.png", "sheet.png"] { _ = try Image(contentsOf: folder.file(name)) }
    // Nothing is replaced, and that is said before anything is measured.
    for (option, name, words) in [
      ("--curves", "curves.png", "exists already"),
      ("--sheet", "data/images/s1.png", "exists already"),
      ("--curves", "none/x.png", "no such folder"), ("--sheet", "x.bmp", "ends in .png or .jpg"),
    ] {
      let refused = try detect(
        ["evaluate", "--data", folder.file("data"), "--weights", out, option, folder.file(name)])
      #expect(refused.code != 0 && refused.errors.contains(words) && refused.output.isEmpty)
    }
    // Its weights are a start for another.
    let further = try detect(
      ["train", "--data", folder.file("data"), "--weights", out, "--side", "64", "--dry-run"])
    #expect(further.code == 0 && further.output.hasPrefix("dry run: loss"), "\(further)")
    let table = try detect(
      ["evaluate", "--data", folder.file("data"), "--weights", out, "--mistakes"])
    #expect(table.output.contains("background") && table.output.contains("of 24 objects are found"))
  }

  @Test func digitsArePutIntoPictures() throws {
    try DigitSet.write(40, part: "train", to: folder)
    let result = try detect(
      ["train", "--digits", folder.path, "--photos", "\(Program.package)/Data/Samples/photos"]
        + ["--side", "64", "--pictures", "8", "--dry-run", "--from-scratch"])
    #expect(result.code == 0 && result.output.hasPrefix("dry run: loss"), "\(result)")
  }

  @Test func whatCannotBeUsedIsNamedInOneSentence() throws {
    let weights = try TinyDetector.write(to: folder)
    let empty = folder.file("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    try TinyDetector.writeScenes(0..<2, to: folder)
    let other = try TinyDetector.write(to: folder, labels: ["dog"], name: "dog.safetensors")
    for (arguments, words) in [
      (["train", "--data", empty], "empty"),
      (["train", "--data", folder.file("nowhere")], "nowhere"),
      (
        ["train", "--data", folder.file("data"), "--weights", weights, "--dry-run", "--quiet"],
        "configuration"
      ),
      (
        ["evaluate", "--data", folder.file("data"), "--weights", other],
        "none of the detector's (dog)"
      ),
      ([empty, "--weights", weights], "holds no PNG or JPEG files"),
      (["a.jpg", "--weights", "\(Program.package)/Data/Models/lenet5"], "expected 'detector'"),
      (["info", "--weights", folder.file("nothing")], "nothing"),
    ] {
      let result = try detect(arguments, .init(directory: folder.path))
      #expect(result.failedPolitely && result.errors.contains(words), "\(arguments): \(result)")
    }
  }

  @Test(arguments: [
    ["a.jpg", "--threshold", "0"], ["a.jpg", "--nms", "2"], ["a.jpg", "--side", "100"],
    ["a.jpg", "--model", "cats"], ["train"], ["train", "--data", "a", "--digits", "b"],
    ["train", "--digits", "b", "--no-flip"], ["train", "--data", "a", "--photos", "b"],
    ["evaluate", "--data", "a", "--pictures", "0"], ["a.jpg", "b.jpg", "--out", "-"],
  ])
  func senselessOptionsAreRefused(arguments: [String]) throws {
    let result = try detect(arguments)
    #expect(
      result.code == 64 && !result.wasKilled && result.errors.hasPrefix("Error: "), "\(result)")
  }

  @Test func whatShipsFindsWhatIsInTheSamples() throws {
    let samples = try ShippedData.path("Samples/detect")
    func labels(_ arguments: [String]) throws -> [String] {
      try answers(arguments)[0].objects.map(\.label)
    }
    let page = try detect(["\(samples)/page.jpg"])
    #expect(page.code == 0 && page.output.contains("2718281828 / 1996"), "\(page)")
    let cards = try labels(["--model", "cards", "\(samples)/cards.jpg"])
    #expect(cards.sorted() == ["ace", "ace", "king", "queen"])
    let cells = try labels(["--model", "cells", "\(samples)/cells.jpg"])
    #expect(Set(cells) == ["RBC", "WBC", "Platelets"] && cells.count > 15)
  }

  @Test func infoAndExplain() throws {
    let weights = try TinyDetector.write(to: folder)
    let info = try detect(["info", "--weights", weights])
    #expect(info.code == 0 && info.output.contains("backbone.layer1"), "\(info)")
    let out = folder.file("explain.png")
    let explained = try detect(
      ["explain", try picture("a.jpg"), "--weights", weights, "--out", out])
    #expect(explained.code == 0 && explained.output == out + "\n")
    _ = try Image(contentsOf: out)
  }
}
