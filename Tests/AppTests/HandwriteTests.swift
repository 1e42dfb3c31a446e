import Foundation
import Imaging
import Ink
import Safetensors
import TestSupport
import Testing

/// Small networks that `handwrite train` made of ink drawn here, once for all tests.
final class TinyHandwriting: Sendable {
  let folder: TemporaryFolder
  let training: [Program.Outcome]

  static let shared = Result { try TinyHandwriting() }

  /// Words of bars and hooks; what they look like does not matter here.
  private static func line(_ number: Int, writer: String) -> String {
    let text = ["lo", "ox", "lox", "xo", "oll"][number % 5]
    let strokes = text.indices.map { index in
      let x = 25 * text.distance(from: text.startIndex, to: index)
      return (0..<6).map { "[\(x + $0 * (text[index] == "l" ? 0 : 4)),\($0 * 6)]" }
        .joined(separator: ",")
    }
    return "{\"writer\":\"\(writer)\",\"text\":\"\(text)\",\"strokes\":[["
      + strokes.joined(separator: "],[") + "]]}\n"
  }

  private init() throws {
    folder = try TemporaryFolder()
    let lines = (0..<40).map { Self.line($0, writer: "w\($0 % 4)") }.joined()
    try folder.write(Array(lines.utf8), to: "ink/words.train.jsonl")
    try folder.write(
      Array((0..<6).map { Self.line($0, writer: "v") }.joined().utf8), to: "ink/words.valid.jsonl")
    let folder = folder
    training = try ["synthesis", "predictor", "reader"].map { task in
      try Program.handwrite([
        "train", "--task", task, "--data", folder.file("ink"), "--out", folder.file(task),
        "--units", "8", "--layers", "2", "--epochs", "1", "--threads", "1", "--json",
      ])
    }
  }

  /// The weights' options.
  var weights: [String] {
    [
      "--weights", folder.file("synthesis"), "--reader-weights", folder.file("reader"),
      "--threads", "1",
    ]
  }
}

/// The real program.
@Suite struct HandwriteTests {
  private let tiny: TinyHandwriting

  init() throws { tiny = try TinyHandwriting.shared.get() }

  private func run(_ arguments: [String], _ setting: Program.Setting = .init()) throws
    -> Program.Outcome
  {
    try Program.handwrite(arguments + tiny.weights, setting)
  }

  @Test func trainingWritesWeights() throws {
    for (outcome, metric) in zip(tiny.training, ["loss", "loss", "cer"]) {
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\"metric\":\"\(metric)\""))
    }
    let again = try Program.handwrite([
      "train", "--task", "reader", "--data", tiny.folder.file("ink"), "--out",
      tiny.folder.file("reader"),
    ])
    #expect(again.failedPolitely && again.errors.contains("the weights of a training"))
  }

  @Test(arguments: ["svg", "png", "gif", "gcode", "json"])
  func aTextIsWritten(_ ending: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("note.\(ending)")
    let outcome = try run(["lox été 12", "--out", path, "--style", "2", "--json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\"words\":3"))
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    #expect((size ?? 0) > 100)
    let again = try run(["lox", "--out", path])
    #expect(again.failedPolitely && again.errors.contains("--overwrite"))
  }

  @Test func picturesAreReadAndNamesFoundForThem() throws {
    let folder = try TemporaryFolder()
    var setting = Program.Setting()
    setting.directory = folder.path
    for name in ["handwriting.png", "handwriting-2.png"] {
      let written = try run(["lox"], setting)
      #expect(
        written.code == 0 && written.output.hasPrefix(name + ": style 1, lines: 1, words: 1"),
        "\(written.errors)")
    }
    let read = try run(["read", folder.file("handwriting.png"), "--json"])
    #expect(read.code == 0 && read.output.contains("\"text\""), "\(read.errors)")
    let blank = folder.file("blank.png")
    try Image(
      size: ImageSize(height: 40, width: 90), format: .gray,
      pixels: [UInt8](repeating: 200, count: 3600)
    ).writePNG(to: blank)
    let nothing = try run(["read", blank])
    #expect(nothing.failedPolitely && nothing.errors.contains("no writing stands out"))
  }

  @Test func sameSeedSameInkFromAPipe() throws {
    let text = try tiny.folder.write(Array("lo\nox".utf8), to: "text.txt")
    var setting = Program.Setting()
    setting.input = text
    let one = try run(["--out", "-", "--seed", "3"], setting)
    let other = try run(["--file", text, "--out", "-", "--seed", "3"])
    #expect(one.code == 0 && one.output.contains("<svg") && one.output == other.output)
  }

  @Test func linesOfJSONAreLinesOfTheText() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write(Array("\u{FEFF}lo x\n\noxé".utf8), to: "text.txt")
    let path = folder.file("note.json")
    let written = try run([
      "--file", text, "--out", path, "--style", "random", "--seed", "2", "--json",
    ])
    #expect(written.code == 0 && written.output.contains("\"lines\":3"), "\(written.errors)")
    let numbers = (1...4).map { "\"style\":\"\($0)\"" }
    #expect(numbers.contains(where: written.output.contains), "\(written.output)")
    let samples = try readInk(path)
    #expect(samples.map(\.text) == ["lo x", "oxé"])
    let learnt = try run(["learn", "--ink", path, "--out", folder.file("hand")])
    #expect(learnt.failedPolitely && learnt.errors.contains("1 with characters that are not"))
  }

  @Test func inkIsReadStylesLearntAndPicturesDrawn() throws {
    let folder = try TemporaryFolder()
    let ink = tiny.folder.file("ink/words.valid.jsonl")
    let read = try run(["read", ink, "--json"])
    #expect(read.code == 0 && read.outputLines.count == 6)
    let hand = folder.file("hand")
    let learnt = try run(["learn", "--ink", ink, "--out", hand, "--steps", "2", "--primer"])
    #expect(learnt.code == 0, "\(learnt.errors)")
    #expect(try run(["lo", "--style", hand, "--out", folder.file("a.svg")]).code == 0)
    let sheet = try run(["styles", "--count", "2", "--text", "lo", "--out", folder.file("s.png")])
    #expect(sheet.code == 0, "\(sheet.errors)")
    let explained = try run(["explain", "lox", "--out", folder.file("e.png"), "--json"])
    #expect(explained.code == 0 && explained.output.contains("\"style\":\"1\""))
    for kind in [[], ["--reader"]] {
      #expect(try run(["info", "--json"] + kind).output.contains("\"parameters\""))
    }
  }

  @Test func evaluationHasItsKeys() throws {
    let outcome = try run([
      "evaluate", "--data", tiny.folder.file("ink"), "--lines", "1", "--json",
      "--predictor-weights", tiny.folder.file("predictor"),
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    for key in [
      "loss_per_point", "predictor_loss_per_point", "reader_cer", "generated_cer", "count",
    ] { #expect(outcome.output.contains("\"\(key)\"")) }
  }

  @Test func legibleHandsAreChosen() throws {
    let folder = try TemporaryFolder()
    let data = ["rank", "--data", tiny.folder.file("ink"), "--lines", "1"]
    // Nobody reads what this network writes.
    let none = try run(data + ["--limit", "0", "--out", folder.file("none")])
    #expect(none.failedPolitely && none.errors.contains("no hand has at most 0.0 %"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("none")))
    let all = try run(
      data + ["--limit", "1000", "--first", "2", "--out", folder.file("all"), "--json"])
    let model = try WeightFile(contentsOf: folder.file("all"))
    let writers = all.outputLines.compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["writer"]
        as? Int
    }
    #expect(writers.count == 4)
    let hands = try JSONDecoder().decode(
      [Int].self, from: Data((model.metadata["hands"] ?? "").utf8))
    #expect(hands == [writers[1], writers[0]] + writers[2...])
    #expect(all.code == 0 && all.outputLines.count == 4, "\(all.errors)")
    let wider = Array(tiny.weights.dropFirst(2))
    let written = try Program.handwrite(
      ["lo", "--weights", folder.file("all"), "--out", folder.file("a.svg")] + wider)
    #expect(written.code == 0, "\(written.errors)")
    let again = try run(data + ["--out", folder.file("all")])
    #expect(again.failedPolitely && again.errors.contains("--overwrite"))
  }

  @Test func hostileInputIsMetWithOneSentence() throws {
    let folder = try TemporaryFolder()
    let out = ["--out", folder.file("x.svg")]
    let long = try folder.write([UInt8](repeating: 97, count: 100_000), to: "long.txt")
    let binary = try folder.write([0xFF, 0xFE, 0], to: "binary.txt")
    let damaged = try folder.write(Array("{\"strokes\":[[[1".utf8), to: "damaged.json")
    for (arguments, words) in [
      ([" "] + out, "no text"), (["漢字"] + out, "character 1"), (["a\u{1B}b"] + out, "U+001B"),
      (["--file", long] + out, "at most 5000"), (["--file", binary] + out, "no text in UTF-8"),
      (["lo", "--style", "99"] + out, "there is no style 99"),
      (["lo", "--style", "/dev/zero"] + out, "does not begin with a header"),
      (["lo", "--out", folder.file("no/x.svg")], "there is no such folder"),
      (["learn", "--ink", damaged, "--out", folder.file("no/x")], "there is no such folder"),
      (["rank", "--data", damaged, "--out", folder.file("no/x")], "there is no such folder"),
      (["explain", " ", "--out", folder.file("x.png")], "no text"),
      (["read", long], "a PNG or JPEG picture of one line"),
      (["lo", "--style", damaged] + out, "not a valid safetensors"),
      (["read", damaged], "cut off"), (["read", folder.file("none")], "no such file"),
      (["learn", "--ink", damaged] + out, "cut off"),
      (["evaluate", "--data", folder.path], "no file words.train"),
    ] {
      let outcome = try run(arguments)
      #expect(outcome.failedPolitely, "\(arguments): \(outcome.code) \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      #expect(outcome.errorLines.count == 1)
    }
    #expect(try run(["lo", "--out", folder.file("x.bmp")]).code == 64)
    #expect(try run(["lo", "--bias", "-1"] + out).code == 64)
    #expect(try run(["lo", "--color", "#+12345"] + out).code == 64)
    let endless = try Program.handwrite(["lo", "--weights", "/dev/zero"] + out)
    #expect(endless.failedPolitely && endless.errors.contains("does not begin with a header"))
  }
}
