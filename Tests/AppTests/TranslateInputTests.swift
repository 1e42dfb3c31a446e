import Foundation
import TestSupport
import Testing

/// What `translate` makes of input that nobody should give it.
@Suite struct TranslateInputTests {
  private let tiny: TinyTranslator
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyTranslator.shared.get()
    folder = try TemporaryFolder()
  }

  private func translate(_ arguments: [String], file: String? = nil) throws -> Program.Outcome {
    var setting = Program.Setting()
    if let file { setting.input = file }
    setting.shell = "ulimit -v 8000000"
    return try Program.translate(
      arguments + ["--beam", "1", "--weights", tiny.weights], setting)
  }

  @Test func bytesThatAreNoTextAreNamedAndTheOthersGoOn() throws {
    let bytes = Array("I am cold.\n".utf8) + [0xFF, 0xFE, 10] + Array("I am hungry.\n".utf8)
    let result = try translate([], file: folder.write(bytes, to: "x.txt"))
    #expect(result.code == 1 && !result.wasKilled)
    #expect(result.output == "J'ai froid.\n\nJ'ai faim.\n")
    #expect(result.errors == "Error: standard input: line 2 is not UTF-8\n")
  }

  @Test func aVeryLongLineIsTranslated() throws {
    for unit in ["I am hungry. ", "x", "the dog ", "狗", "🦊 ", "9"] {
      let line = String(repeating: unit, count: 100_000 / unit.count)
      let path = try folder.write(line + "\nI am cold.\n", to: "long.txt")
      let result = try translate([], file: path)
      #expect(result.code == 0 && result.output.hasSuffix("\nJ'ai froid.\n"), "\(unit)")
      #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
    }
  }

  /// One word of 100,000 characters took 73 s and 914 MB with five beams.
  @Test func aWordThatIsNoneIsCopied() throws {
    let word = String(repeating: "x", count: 99_000) + String(repeating: "9", count: 1000)
    let path = try folder.write("I am cold. \(word) I am hungry.\n\(word)\n", to: "word.txt")
    // Greedy: what the tiny model was chosen by.
    let result = try Program.translate([
      "--weights", tiny.weights, "--beam", "1", "--file", path,
    ])
    let shown = result.output.replacing(word, with: "WORD")
    #expect(
      result.code == 0 && shown == "J'ai froid. WORD J'ai faim.\nWORD\n", "\(shown.prefix(300))")
    #expect(
      result.errorLines
        == [String](
          repeating: "Note: a word of 100000 characters was copied, not translated", count: 2))
  }

  @Test func strangeCharactersAreHarmless() throws {
    let text = "I am\u{1}\u{1B}[31m cold.\u{7F}\u{202E} \u{E000}\u{FEFF}\u{FFFD}"
    let result = try translate([
      "", " ", text, "e\u{301}\u{301}\u{301}", "\u{1F468}\u{200D}\u{1F469}",
    ])
    #expect(result.code == 0 && result.output.hasPrefix("\n \n"))
    #expect(!result.output.contains("\u{1B}") && !result.output.contains("\u{2047}"))
    #expect(!result.output.contains("<unk>"))
  }

  @Test func unknownDirectionsSayWhichExist() throws {
    let result = try Program.translate(["Hola.", "--from", "es", "--to", "en"])
    #expect(result.failedPolitely)
    #expect(result.errors.contains("en-fr") && result.errors.contains("zh-en"))
    let other = try translate(["我饿了。", "--from", "zh"])
    #expect(other.failedPolitely && other.errors.contains("it knows en-fr"))
  }

  @Test func filesThatAreNotThereAreNamed() throws {
    for path in [folder.path, folder.file("none")] {
      let result = try translate(["--file", path])
      #expect(result.failedPolitely && result.errors.contains(path))
    }
    let noWeights = try Program.translate(["x", "--weights", folder.file("none")])
    #expect(noWeights.failedPolitely)
    let copy = try folder.write(
      [UInt8](Data(contentsOf: URL(fileURLWithPath: tiny.weights))), to: "w")
    let noTokenizer = try Program.translate(["x", "--weights", copy])
    #expect(noTokenizer.failedPolitely && noTokenizer.errors.contains("tokenizer.model"))
  }

  @Test func faultyTrainingDataAreNamed() throws {
    let data = try folder.write("I am cold.\tJ'ai froid.\nno tab\n", to: "bad.tsv")
    let result = try Program.translate(["train", "--data", data, "--out", folder.file("out")])
    #expect(result.failedPolitely && result.errors.contains("line 2"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
    let letters = String((0x4E00..<0x4E80).compactMap { Unicode.Scalar($0).map(Character.init) })
    let few = try folder.write("I am cold.\t\(letters)\n", to: "few.tsv")
    let small = try Program.translate(
      ["train", "--data", few, "--vocabulary", "50", "--out", folder.file("out")])
    #expect(small.failedPolitely && small.errors.contains("tokenizer"))
    for wrong in [
      [], ["--data", data, "--source", data], ["--source", data], ["--data", data, "--to", "F"],
      ["--data", data, "--repetitions", "0"], ["--data", data, "--from", "en", "--from", "fr"],
      ["--data", data, "--dropout", "1"], ["--data", data, "--units", "7"],
    ] {
      #expect(try Program.translate(["train"] + wrong).code == 64, "\(wrong)")
    }
  }

  @Test func trainingCanBeStoppedAndGoesOn() throws {
    let data = try folder.write(
      TinyTranslator.pairs.flatMap { [$0, $0, $0, $0] }.joined(separator: "\n"), to: "p.tsv")
    func train(_ out: String, _ more: [String] = [], interrupted: Bool = false) throws -> Int32 {
      var setting = Program.Setting()
      if interrupted { setting.interrupts = { $0.contains("epoch 2/") } }
      return try Program.translate(
        ["train", "--data", data, "--validation", data, "--epochs", "400", "--patience", "3"]
          + TinyTranslator.arguments + ["--out", folder.file(out)] + more, setting
      ).code
    }
    #expect(try train("parts", interrupted: true) == 130)
    #expect(try train("parts", ["--resume"]) == 0)
    #expect(try train("whole") == 0)
    #expect(try folder.bytes("parts/best.safetensors") == folder.bytes("whole/best.safetensors"))
  }
}
