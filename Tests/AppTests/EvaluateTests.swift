import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct EvaluateTests {
  private let classify = Program.classify

  private struct Report: Decodable {
    let model: String
    let dataset: String
    let count: Int
    let accuracy: Double
    let loss: Double
  }

  private func report(_ output: String) throws -> Report {
    let line = try #require(output.split(separator: "\n").first)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    let keys = try #require(object as? [String: Any]).keys.sorted()
    #expect(keys == ["accuracy", "count", "dataset", "loss", "model"])
    return try JSONDecoder().decode(Report.self, from: Data(line.utf8))
  }

  @Test(arguments: [1, 7, 251])
  func anyNumberOfPictures(count: Int) throws {
    let folder = try TemporaryFolder()
    try DigitSet.write(count, part: "t10k", to: folder)
    let result = try classify(
      ["evaluate", "--model", "lenet5", "--data", folder.path, "--json"])
    #expect(result.code == 0)
    #expect(result.outputLines.count == 1)
    let report = try report(result.output)
    #expect(report.model == "lenet5")
    #expect(report.dataset == folder.path)
    #expect(report.count == count)
    #expect(report.accuracy == 1)
    #expect(report.loss >= 0 && report.loss < 0.5)
  }

  @Test func wrongLabelsCount() throws {
    let folder = try TemporaryFolder()
    let (pixels, labels) = try DigitSet.pictures(10)
    let wrong = labels.enumerated().map { $0 < 4 ? ($1 + 1) % 10 : $1 }
    try folder.write(idx([10, 28, 28], pixels), to: "t10k-images-idx3-ubyte")
    try folder.write(idx([10], wrong), to: "t10k-labels-idx1-ubyte")
    let result = try classify(["evaluate", "--data", folder.path, "--json"])
    #expect(try report(result.output).accuracy == 0.6)
    let text = try classify(["evaluate", "--data", folder.path])
    #expect(text.output.contains("accuracy 60.0 % of 10 pictures"))
  }

  @Test func compressedFilesAndTheConfusionPicture() throws {
    let folder = try TemporaryFolder()
    try DigitSet.write(20, part: "t10k", to: folder)
    let zipped = try Program(path: "/bin/gzip")(
      ["\(folder.path)/t10k-images-idx3-ubyte", "\(folder.path)/t10k-labels-idx1-ubyte"])
    try #require(zipped.code == 0)
    let picture = folder.file("confusion matrix.png")
    let result = try classify(
      ["evaluate", "--data", folder.path, "--json", "--confusion", picture])
    #expect(result.code == 0)
    #expect(try report(result.output).count == 20)
    let image = try Image(contentsOf: picture)
    #expect((300...2000).contains(image.width) && (300...2000).contains(image.height))
  }

  @Test func theExplainPictureIsDrawn() throws {
    let folder = try TemporaryFolder()
    let picture = folder.file("explain.png")
    for name in ["4-photo-off-centre.jpg", "6-transparent.png", "9-small-black-on-white.png"] {
      let arguments = ["explain", "\(DigitSet.folder)/\(name)", "--out", picture]
      let result = try classify(arguments + ["--overwrite"])
      #expect(result.code == 0)
      #expect(result.output == picture + "\n")
      let image = try Image(contentsOf: picture)
      #expect((600...2000).contains(image.width) && (600...3000).contains(image.height))
      #expect(Set(image.gray().pixels).count > 20)
      let again = try classify(arguments)
      #expect(again.failedPolitely && again.errors.contains("exists already"))
    }
  }
}
