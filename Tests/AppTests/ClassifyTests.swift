import Foundation
import Imaging
import TestSupport
import Testing

/// What `classify` prints of a picture with `--json`.
struct Answer: Decodable {
  struct Prediction: Decodable {
    let label: String
    let probability: Double
  }

  let file: String
  let predictions: [Prediction]

  static func parse(_ line: String) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
  }
}

@Suite struct ClassifyTests {
  private let classify = Program.classify

  @Test func everySampleIsNamedRightly() throws {
    let names = try DigitSet.names
    let result = try classify(names.map { "\(DigitSet.folder)/\($0)" })
    #expect(result.code == 0)
    #expect(result.errors.isEmpty)
    #expect(result.outputLines.count == names.count)
    for (line, name) in zip(result.outputLines, names) {
      let digit = name.prefix(1)
      #expect(line.hasPrefix("\(DigitSet.folder)/\(name): \(digit) "))
      #expect(line.hasSuffix(" % (lenet5)"))
    }
  }

  @Test func aPictureWithoutADigitIsSaidToHaveNone() throws {
    let folder = try TemporaryFolder()
    let size = ImageSize(height: 90, width: 70)
    for (name, value, format) in [
      ("white", 255, PixelFormat.rgb), ("black", 0, .gray), ("clear", 0, .rgba),
    ] {
      let image = Image(size: size, format: format, filledWith: UInt8(value))
      try image.writePNG(to: folder.file("\(name).png"))
    }
    let text = try classify([folder.path])
    #expect(text.code == 1 && !text.wasKilled && text.errors.isEmpty, "\(text)")
    #expect(
      text.outputLines
        == ["black", "clear", "white"].map {
          "\(folder.path)/\($0).png: no digit found (lenet5)"
        })
    let digit = "\(DigitSet.folder)/5-red-marker.png"
    let json = try classify([digit, folder.file("white.png"), digit, "--json"])
    #expect(json.code == 1 && json.errors.isEmpty, "\(json)")
    #expect(json.outputLines.count == 3)
    #expect(json.outputLines.map { $0.contains(#""found":true"#) } == [true, false, true])
    #expect(json.outputLines[1].contains(#""predictions":[]"#))
  }

  @Test func aFolderGivesAllItsPictures() throws {
    let result = try classify(["Data/Samples/digits"], .init(directory: Program.package))
    #expect(result.code == 0)
    #expect(try result.outputLines.count == DigitSet.names.count)
    #expect(result.output.hasPrefix("Data/Samples/digits/0-"))
    let slash = try classify(["run", "Data/Samples/digits/"], .init(directory: Program.package))
    #expect(slash.output == result.output)
  }

  @Test func theLikeliestAreListedInOrder() throws {
    let file = "\(DigitSet.folder)/3-blue-pen.png"
    let text = try classify([file, "--top", "3"])
    #expect(text.output.split(separator: ",").count == 3)
    let answer = try Answer.parse(classify([file, "--top", "10", "--json"]).output)
    #expect(answer.file == file)
    #expect(Set(answer.predictions.map(\.label)) == Set((0..<10).map(String.init)))
    #expect(answer.predictions.first?.label == "3")
    let probabilities = answer.predictions.map(\.probability)
    #expect(probabilities == probabilities.sorted(by: >))
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
  }

  @Test func jsonIsOneObjectALine() throws {
    let result = try classify([DigitSet.folder, "--json", "--threads", "1"])
    #expect(result.code == 0)
    #expect(try result.outputLines.count == DigitSet.names.count)
    for line in result.outputLines {
      let answer = try Answer.parse(line)
      #expect(answer.predictions.count == 1)
      let name = URL(fileURLWithPath: answer.file).lastPathComponent
      #expect(answer.predictions.first?.label == String(name.prefix(1)))
    }
  }

  @Test func aPictureComesThroughStandardInput() throws {
    let file = "\(DigitSet.folder)/7-large-photo.jpg"
    let result = try classify(["-"], .init(input: file))
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("-: 7 "))
    #expect(try classify(["-"]).failedPolitely)
  }

  @Test func badFilesAreNamedAndTheOthersAnswered() throws {
    let folder = try TemporaryFolder()
    let bad = try folder.write([1, 2, 3], to: "bad.png")
    let good = "\(DigitSet.folder)/1-pencil.png"
    let result = try classify([bad, good, folder.file("none.png"), good])
    #expect(result.failedPolitely)
    #expect(result.outputLines.count == 2)
    #expect(result.output.contains("1-pencil.png: 1 "))
    #expect(result.errorLines.count == 2)
    #expect(result.errorLines.first?.hasPrefix("Error: \(bad)") == true)
    #expect(result.errorLines.last?.contains("none.png: no such file") == true)
  }

  @Test(arguments: [
    [], ["--top", "0", "a.png"], ["--top", "1001", "a.png"], ["--top", "x", "a.png"],
    ["--threads", "0", "a.png"], ["--model", "vgg", "a.png"], ["--nonsense", "a.png"],
    ["explain", "a.png"], ["evaluate"], ["train"], ["train", "--data", ".", "--epochs", "-1"],
    ["train", "--data", ".", "--learning-rate", "nan"], ["info", "more"],
    ["train", "--data", ".", "--batch-size", "-1"], ["a.png", "--seed", "-1"],
  ])
  func wrongUsageIsSaid(arguments: [String]) throws {
    let result = try classify(arguments)
    #expect(result.code == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.lowercased().contains("usage: classify"))
  }

  @Test(arguments: [[], ["run"], ["train"], ["evaluate"], ["info"], ["explain"]])
  func helpIsThere(command: [String]) throws {
    let result = try classify(command + ["--help"])
    #expect(result.code == 0)
    #expect(result.output.contains("USAGE: classify"))
  }

  @Test func infoShowsTheNetwork() throws {
    let result = try classify(["info"])
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("lenet5, 61706 parameters\n"))
    for words in ["conv1", "conv2", "fc1", "fc2", "fc3", "[28, 28, 6]", "[5, 5, 16]", "48120"] {
      #expect(result.output.contains(words), "\(words) is missing")
    }
  }

  @Test func infoIsThereAsJSON() throws {
    struct Report: Decodable {
      struct Layer: Decodable {
        let name: String
        let output: [Int]
        let parameters: Int
      }
      let architecture: String
      let parameters: Int
      let layers: [Layer]
      let metadata: [String: String]
    }
    let result = try classify(["info", "--json"])
    #expect(result.outputLines.count == 1)
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.architecture == "lenet5")
    #expect(report.parameters == 61_706)
    #expect(report.layers.reduce(0) { $0 + $1.parameters } == report.parameters)
    #expect(report.layers.last?.output == [10])
    #expect(report.metadata["labels"]?.hasPrefix(#"["0","1""#) == true)
  }

  @Test func aClosedOutputEndsQuietly() throws {
    let setting = Program.Setting(shell: "exec > >(exec true); sleep 0.3")
    let result = try classify([DigitSet.folder, "--top", "10"], setting)
    // Ended by SIGPIPE as other Unix programs are, or by itself; a trap would be SIGILL or SIGTRAP.
    #expect(result.wasKilled ? result.code == SIGPIPE : result.code <= 1)
    #expect(!result.errors.contains("Fatal"))
  }
}
