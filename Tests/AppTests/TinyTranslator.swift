import Foundation
import TestSupport

/// A translator that `translate train` made of a few sentences, once for all tests.
final class TinyTranslator: Sendable {
  let folder: TemporaryFolder
  let weights: String
  let training: Program.Outcome

  static let pairs = [
    "I see the dog.\tJe vois le chien.", "I see the cat.\tJe vois le chat.", "I see Tom.\tJe vois Tom.",
    "I hear the dog.\tJ'entends le chien.", "I hear Mary.\tJ'entends Mary.",
    "I like the cat.\tJ'aime le chat.", "I like Tom.\tJ'aime Tom.", "I am hungry.\tJ'ai faim.",
    "I am cold.\tJ'ai froid.", "Where is the dog?\tOù est le chien ?",
    "Where is Tom?\tOù est Tom ?", "Where is the station?\tOù est la gare ?",
  ]

  static let arguments = [
    "--vocabulary", "90", "--units", "48", "--embedding", "32", "--layers", "1", "--dropout", "0",
    "--label-smoothing", "0", "--batch-size", "60", "--learning-rate", "0.01", "--threads", "1",
  ]

  static let shared = Result { try TinyTranslator() }

  private init() throws {
    folder = try TemporaryFolder()
    let lines = Self.pairs.flatMap { [$0, $0, $0] }.joined(separator: "\n")
    let data = try folder.write(lines, to: "pairs.tsv")
    training = try Program.translate(
      ["train", "--data", data, "--validation", data, "--epochs", "40", "--patience", "40"]
        + Self.arguments + ["--out", folder.file("model")])
    weights = folder.file("model/model.safetensors")
  }
}
