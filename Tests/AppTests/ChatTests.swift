import Foundation
import TestSupport
import Testing

/// `chat` as a person uses it, with a small model of its own making.
@Suite struct ChatTests {
  private let tiny: TinyChat
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyChat.shared.get()
    folder = try TemporaryFolder()
  }

  private func chat(_ arguments: [String], input: String? = nil) throws -> Program.Outcome {
    var setting = Program.Setting()
    if let input { setting.input = try folder.write(input, to: "input.txt") }
    setting.shell = "ulimit -v 8000000"
    let sure = ["evaluate", "info"].contains(arguments.first) ? [] : ["--temperature", "0.3"]
    return try Program.chat(arguments + sure + ["--weights", tiny.weights], setting)
  }

  @Test func trainingLeavesAModel() throws {
    #expect(tiny.training.code == 0, "\(tiny.training.errors)")
    #expect(tiny.training.output.contains("validation perplexity"))
    #expect(tiny.training.errors.contains("perplexity per word"))
    let names = try FileManager.default.contentsOfDirectory(atPath: tiny.folder.file("model"))
    for name in ["model.safetensors", "tokenizer.model", "metrics.csv", "curves.png"] {
      #expect(names.contains(name))
    }
  }

  @Test func argumentsAreTurnsOfOneConversation() throws {
    let once = try chat(["How are you?"])
    #expect(once.code == 0 && once.errors.isEmpty && once.output == "I am fine.\n")
    #expect(try chat(["Do you like tea?", "Why?"]).output == "Yes, I do.\nIt is hot.\n")
    #expect(try chat(["Are you cold?", "Why?"]).output == "No, I am fine.\nI am at home.\n")
  }

  @Test func linesOfAPipeGetOneReplyEach() throws {
    let result = try chat([], input: "Do you like tea?\nWhy?\n\nAre you cold?\r\nWhy?")
    #expect(result.code == 0)
    #expect(result.output == "Yes, I do.\nIt is hot.\n\nNo, I am fine.\nI am at home.\n")
    #expect(try chat([], input: "").output.isEmpty)
  }

  /// A number in what was said is not taken for something to repeat in each reply.
  @Test func numbersAreNotRepeatedForEver() throws {
    let result = try Program.chat([
      "How old are you? I am 1508.", "Are you a robot?", "Where do you live?", "Do you like tea?",
    ])
    #expect(result.code == 0 && result.outputLines.count == 4)
    #expect(result.outputLines.count { $0.contains("1508") } < 2, "\(result.output)")
  }

  @Test func repliesComeAsJSON() throws {
    struct Answer: Decodable {
      struct Alternative: Decodable { let text: String, score: Double, logProbability: Double }
      let message, reply: String
      let score: Double
      let alternatives: [Alternative]
    }
    let result = try Program.chat([
      "Hello!", "--json", "--temperature", "3", "--top-p", "1", "--alternatives", "3", "--weights",
      tiny.weights,
    ])
    #expect(result.outputLines.count == 1)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
    #expect(answer.message == "Hello!" && !answer.reply.isEmpty)
    #expect(answer.alternatives.count == 3)
    #expect(answer.alternatives.allSatisfy { $0.score <= answer.score && $0.logProbability < 0 })
  }

  @Test func theSeedDecides() throws {
    func talk(_ seed: String) throws -> String {
      try Program.chat([
        "Hello!", "Why?", "Where?", "Tea?", "--temperature", "2", "--top-p", "1", "--seed", seed,
        "--weights", tiny.weights,
      ]).output
    }
    let first = try talk("1")
    #expect(try first == talk("1"))
    #expect(try first != talk("2"))
  }

  @Test func thereAreSeveralWaysToReply() throws {
    for way in [
      ["--beam", "4", "--mutual-information", "0.5"], ["--candidates", "1"],
      ["--temperature", "0"],
    ] {
      let result = try Program.chat(["Where are you?", "--weights", tiny.weights] + way)
      #expect(result.code == 0 && result.output == "At home.\n", "\(way)")
    }
    for wrong in [
      ["--beam", "0"], ["--beam", "65"], ["--temperature", "-1"], ["--temperature", "nan"],
      ["--top-p", "0"], ["--top-p", "1.5"], ["--candidates", "0"], ["--alternatives", "-1"],
      ["--mutual-information", "9"], ["--seed", "x"],
    ] {
      #expect(try Program.chat(["Hello!"] + wrong).code == 64, "\(wrong)")
    }
  }

  @Test func evaluationCountsReferences() throws {
    let data = try folder.write(
      """
      {"context": ["Hello!"], "responses": ["Hi!", "Go away."]}
      {"context": ["Where are you?"], "response": "At home."}
      {"context": ["Where are you?"], "response": "Here."}
      """, to: "v.jsonl")
    let out = folder.file("out.tsv")
    let result = try chat([
      "evaluate", "--data", data, "--json", "--out", out, "--temperature", "0",
    ])
    #expect(result.code == 0 && result.outputLines.count == 1)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Double])
    #expect(
      report.keys.sorted() == [
        "bleu_1", "bleu_2", "count", "distinct_1", "distinct_2", "perplexity_per_token",
        "perplexity_per_word", "top10_share",
      ])
    #expect(report["count"] == 2 && (report["bleu_2"] ?? 0) > 99.99 && report["top10_share"] == 1)
    #expect(report["distinct_1"] == 1 && (report["perplexity_per_word"] ?? 0) > 1)
    let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
    #expect(lines.contains("Where are you?\tAt home.\tAt home.\tHere."))
    #expect(try chat(["evaluate", "--data", data]).output.contains("distinct-1"))
  }

  @Test func openingsAreAnsweredToBeRead() throws {
    let data = try folder.write(
      "{\"context\": [\"Where are you?\"]}\n{\"context\": [\"Hi.\", \"Hello!\"]}\n", to: "o.jsonl")
    let lines = try chat(["evaluate", "--data", data, "--temperature", "0"]).outputLines
    #expect(lines.count == 2 && lines[0] == "Where are you?\tAt home.")
    #expect(lines[1].hasPrefix("Hi. / Hello!\t"))
    let objects = try chat(["evaluate", "--data", data, "--json"]).outputLines
    #expect(objects.count == 2 && objects.allSatisfy { $0.contains("\"reply\"") })
  }

  @Test func infoShowsTheNetwork() throws {
    #expect(try chat(["info"]).output.contains("attention"))
    #expect(try chat(["info", "--json"]).output.contains("\"architecture\":\"encoder-decoder\""))
  }

  @Test func trainingGoesOnFromWeights() throws {
    let own = try folder.write("What is your name?\tI am Dan.\n", to: "own.tsv")
    let out = folder.file("own")
    let result = try Program.chat(
      ["train", "--data", own, "--validation", own, "--weights", tiny.weights, "--epochs", "60"]
        + ["--patience", "60", "--batch-size", "60", "--learning-rate", "0.01", "--threads", "1"]
        + ["--dropout", "0.125", "--out", out])
    #expect(result.code == 0, "\(result.errors)")
    let header = try Data(contentsOf: URL(filePath: out + "/model.safetensors")).prefix(4000)
    #expect(String(decoding: header, as: UTF8.self).contains("dropout\\\":0.125"))
    let other = try Program.chat(
      ["train", "--data", own, "--weights", tiny.weights, "--units", "8", "--out", out + "2"])
    #expect(other.code == 64 && other.errors.contains("--units"), "\(other.errors)")
    let reply = try Program.chat([
      "What is your name?", "--temperature", "0", "--weights", out + "/model.safetensors",
    ])
    #expect(reply.output == "I am Dan.\n")
  }

  @Test func trainingCanBeStoppedAndGoesOn() throws {
    func train(_ out: String, _ more: [String] = [], interrupted: Bool = false) throws -> Int32 {
      var setting = Program.Setting()
      if interrupted { setting.interrupts = { $0.contains("epoch 2/") } }
      return try Program.chat(
        ["train", "--data", tiny.data, "--validation", tiny.data, "--epochs", "40", "--patience"]
          + ["3"] + TinyChat.arguments + ["--out", folder.file(out)] + more, setting
      ).code
    }
    #expect(try train("parts", interrupted: true) == 130)
    #expect(try train("parts", ["--resume"]) == 0)
    #expect(try train("whole") == 0)
    #expect(try folder.bytes("parts/best.safetensors") == folder.bytes("whole/best.safetensors"))
  }
}

/// What `chat` makes of input that nobody should give it.
@Suite struct ChatInputTests {
  private let tiny: TinyChat
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyChat.shared.get()
    folder = try TemporaryFolder()
  }

  private func chat(_ bytes: [UInt8]) throws -> Program.Outcome {
    var setting = Program.Setting()
    setting.input = try folder.write(bytes, to: "input.txt")
    setting.shell = "ulimit -v 8000000"
    return try Program.chat(["--temperature", "0", "--weights", tiny.weights], setting)
  }

  @Test func bytesThatAreNoTextAreNamedAndTheOthersGoOn() throws {
    let result = try chat(Array("Hello!\n".utf8) + [0xFF, 10] + Array("Where are you?\n".utf8))
    #expect(result.code == 1 && !result.wasKilled && result.output == "Hi!\n\nAt home.\n")
    #expect(result.errors == "Error: standard input: line 2 is not UTF-8\n")
  }

  @Test func veryLongMessagesAreAnswered() throws {
    for unit in ["How are you? ", "x", "word ", "狗", "🦊 ", "9", "\u{301}"] {
      let line = String(repeating: unit, count: 100_000 / unit.count)
      let result = try chat(Array((line + "\n\nHello!\n").utf8))
      #expect(result.code == 0 && result.output.hasSuffix("\n\nHi!\n"), "\(unit)")
      #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
    }
  }

  @Test func strangeCharactersAreHarmless() throws {
    let result = try Program.chat([
      "", " ", "Hello\u{1}\u{1B}[31m!\u{7F}\u{202E} \u{E000}\u{E010}\u{FEFF}", "\u{1F468}\u{200D}",
      "--weights", tiny.weights,
    ])
    #expect(result.code == 0 && result.output.hasPrefix("\n\n"))
    #expect(result.outputLines.count == 2 && !result.output.contains("\u{1B}"))
    #expect(!result.output.contains("\u{E010}") && !result.output.contains("\u{2047}"))
  }

  @Test func filesThatAreNotThereAreNamed() throws {
    for path in [folder.path, folder.file("none")] {
      for command in [
        ["evaluate", "--weights", tiny.weights], ["train", "--out", folder.file("o")],
      ] {
        let result = try Program.chat(command + ["--data", path])
        #expect(result.failedPolitely && result.errors.contains(path), "\(command)")
      }
      #expect(try Program.chat(["x", "--weights", path]).failedPolitely)
    }
    let translator = Program.package + "/Data/Models/translate-from-en/model.safetensors"
    let other = try Program.chat(["x", "--weights", translator])
    #expect(other.failedPolitely && other.errors.contains("does not reply"))
    let none = try Program.chat(["x", "--model", "no-such-model"])
    #expect(none.failedPolitely && none.errors.contains("no-such-model"))
  }

  @Test func faultyTrainingDataAreNamed() throws {
    let data = try folder.write("Hi.\tHello!\nno tab\n", to: "bad.tsv")
    let result = try Program.chat(["train", "--data", data, "--out", folder.file("out")])
    #expect(result.failedPolitely && result.errors.contains("line 2"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
    let good = try folder.write("Hi.\tHello!\n", to: "good.tsv")
    let empty = try folder.write("\n", to: "empty.txt")
    for text in [empty, folder.path, folder.file("none")] {
      let result = try Program.chat(["train", "--data", good, "--text", text, "--dry-run"])
      #expect(result.failedPolitely && result.errors.contains(text))
    }
    for wrong in [[], ["--data", data, "--dropout", "1"], ["--data", data, "--units", "7"]] {
      #expect(try Program.chat(["train"] + wrong).code == 64, "\(wrong)")
    }
  }
}

/// `chat` at a prompt in a real pseudo-terminal.
@Suite(.serialized) struct ChatPromptTests {
  @Test func aConversationIsHeld() throws {
    let tiny = try TinyChat.shared.get()
    let terminal = try PseudoTerminal(
      Program.chat, ["--weights", tiny.weights, "--temperature", "0"], columns: 80, rows: 24,
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"])
    let before = terminal.settings
    try terminal.wait(for: "you> ")
    terminal.type("Do you like tey\u{7F}a?\r")
    var mark = try terminal.wait(for: "bot> Yes, I do.")
    terminal.type("Why?\r")
    mark = try terminal.wait(for: "bot> It is hot.", after: mark)
    terminal.type("/help\r")
    mark = try terminal.wait(for: "/quit", after: mark)
    terminal.type("/reset\r")
    mark = try terminal.wait(for: "A new conversation.", after: mark)
    terminal.type("/nonsense\r\r")
    mark = try terminal.wait(for: "There is no /nonsense", after: mark)
    terminal.type("Hello!\r")
    mark = try terminal.wait(for: "bot> Hi!", after: mark)
    terminal.type("\u{1B}[A\r")  // the line before once more
    try terminal.wait(for: "bot> ", after: mark)
    terminal.type("/quit\r")
    #expect(try terminal.end() == 0)
    #expect(terminal.settings == before)
  }

  @Test func theEndOfInputLeavesQuietly() throws {
    let tiny = try TinyChat.shared.get()
    let terminal = try PseudoTerminal(
      Program.chat, ["--weights", tiny.weights, "--candidates", "1", "--temperature", "0"],
      columns: 80, rows: 24, environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"])
    try terminal.wait(for: "you> ")
    terminal.type("What is your name?\r")
    try terminal.wait(for: "bot> I am Max.")
    terminal.type("\u{4}")
    #expect(try terminal.end() == 0)
  }
}
