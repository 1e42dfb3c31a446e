import Foundation
import Imaging
import TestSupport
import Testing

/// `translate` as a person uses it, with a small model of its own making.
@Suite struct TranslateTests {
  private let tiny: TinyTranslator
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyTranslator.shared.get()
    folder = try TemporaryFolder()
  }

  private func translate(_ arguments: [String], input: String? = nil) throws -> Program.Outcome {
    var setting = Program.Setting()
    if let input { setting.input = try folder.write(input, to: "input.txt") }
    // The weights are those of the first epoch whose greedy translations are all right.
    let beam = arguments.contains("--beam") || arguments.first == "info" ? [] : ["--beam", "1"]
    return try Program.translate(arguments + beam + ["--weights", tiny.weights], setting)
  }

  @Test func trainingLeavesAModel() throws {
    #expect(tiny.training.code == 0, "\(tiny.training.errors)")
    #expect(tiny.training.output.contains("validation BLEU"))
    let names = try FileManager.default.contentsOfDirectory(atPath: tiny.folder.file("model"))
    for name in ["model.safetensors", "tokenizer.model", "metrics.csv", "curves.png"] {
      #expect(names.contains(name))
    }
  }

  @Test func argumentsAreTranslatedOneALine() throws {
    let result = try translate(["I am hungry.", "Where is the station?"])
    #expect(result.code == 0 && result.errors.isEmpty)
    #expect(result.outputLines == ["J'ai faim.", "Où est la gare ?"])
    let long = try translate(["I am hungry. Where is Tom?  I see the dog."])
    #expect(long.output == "J'ai faim. Où est Tom ? Je vois le chien.\n")
  }

  @Test func linesKeepTheirOrder() throws {
    let input = "Where is Tom?\n\nI am cold.\n   \nI like the cat.\nI am hungry."
    let expected = "Où est Tom ?\n\nJ'ai froid.\n   \nJ'aime le chat.\nJ'ai faim.\n"
    #expect(try translate([], input: input).output == expected)
    #expect(try translate(["--file", folder.write(input, to: "in.txt")]).output == expected)
    #expect(try translate(["--file", "-"], input: input).output == expected)
    #expect(try translate([], input: "").output.isEmpty)
    #expect(try translate([], input: "I am cold.\r\n").output == "J'ai froid.\n")
  }

  @Test func alternativesComeWithScores() throws {
    let plain = try translate(["I see Tom.", "--n-best", "3"])
    let scores = plain.outputLines.compactMap { Double($0.split(separator: "\t")[0]) }
    #expect(scores.count == 3 && scores == scores.sorted(by: >))
    struct Answer: Decodable {
      struct Alternative: Decodable { let text: String, score: Double }
      let source, direction, translation: String
      let score: Double
      let alternatives: [Alternative]?
    }
    let json = try translate(["I see Tom.", "--n-best", "2", "--json"])
    let answer = try JSONDecoder().decode(Answer.self, from: Data(json.output.utf8))
    #expect(answer.translation == "Je vois Tom." && answer.direction == "en-fr")
    #expect(answer.alternatives?.count == 2 && answer.source == "I see Tom.")
  }

  @Test func optionsOfTheSearchMakeSense() throws {
    #expect(try translate(["I am cold.", "--beam", "1"]).output == "J'ai froid.\n")
    #expect(try translate(["I am cold.", "--beam", "12"]).outputLines.count == 1)
    let penalised = try translate([
      "I am cold.", "--length-penalty", "0.5", "--coverage-penalty", "0.2",
    ])
    #expect(penalised.output == "J'ai froid.\n")
    for wrong in [
      ["--beam", "0"], ["--beam", "x"], ["--n-best", "100"], ["--length-penalty", "-1"],
      ["--coverage-penalty", "nan"], ["--to", "FRENCH"], ["--from", "e"],
    ] {
      #expect(try translate(["I am cold."] + wrong).code == 64, "\(wrong)")
    }
    #expect(try translate(["x", "--file", "y"]).code == 64)
    #expect(try translate(["a", "b", "--attention", "x.png"]).code == 64)
  }

  @Test func theAlignmentIsAPicture() throws {
    let path = folder.file("attention.png")
    let result = try translate(["Where is the dog?", "--attention", path])
    if result.code == 0 {
      let picture = try Image(contentsOf: path)
      #expect(picture.width > 200 && picture.height > 150)
    } else {
      #expect(result.failedPolitely && result.errors.contains("font"))
    }
    let several = try translate(
      ["I am cold. I am hungry.", "--attention", folder.file("several.png")])
    #expect(several.code == 1 && several.errors.contains("one sentence"))
  }

  @Test func evaluationIsThatOfSacreBLEU() throws {
    let data = try folder.write(
      TinyTranslator.pairs.joined(separator: "\n") + "\nI am cold.\tJe suis gelé.", to: "v.tsv")
    let out = folder.file("out.tsv")
    let result = try translate(["evaluate", "--data", data, "--out", out])
    #expect(result.code == 0)
    #expect(result.output.contains("nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp"))
    #expect(result.output.contains("BLEU = 100") && result.output.contains("chrF2"))
    let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
    #expect(
      lines.count == 12 && lines.contains("I am cold.\tJ'ai froid.\tJ'ai froid.\tJe suis gelé."))
    let json = try translate(["evaluate", "--data", data, "--json"])
    #expect(json.output.contains("\"bleu\":100") && json.output.contains("\"count\":12"))
  }

  @Test func infoShowsTheNetwork() throws {
    let text = try translate(["info"])
    #expect(text.output.contains("attention") && text.output.contains("directions: en-fr"))
    #expect(
      try translate(["info", "--json"]).output.contains("\"architecture\":\"encoder-decoder\""))
  }
}
