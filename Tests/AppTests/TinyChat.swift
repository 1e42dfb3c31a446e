import Foundation
import TestSupport

/// A bot that `chat train` made of a few exchanges, once for all tests.
final class TinyChat: Sendable {
  let folder: TemporaryFolder
  let data: String
  let weights: String
  let training: Program.Outcome

  static let lines = [
    "How are you?\tI am fine.", "What is your name?\tI am Max.", "Where are you?\tAt home.",
    "Hello!\tHi!", "Do you like tea?\tYes, I do.", "Goodbye.\tSee you.",
    "{\"context\": [\"Do you like tea?\", \"Yes, I do.\", \"Why?\"], \"response\": \"It is hot.\"}",
    "Are you cold? __eou__ No, I am fine. __eou__ Why? __eou__ I am at home. __eou__",
  ]

  static let arguments = [
    "--vocabulary", "80", "--units", "48", "--embedding", "32", "--layers", "1", "--dropout", "0",
    "--batch-size", "60", "--learning-rate", "0.01", "--threads", "1",
  ]

  static let shared = Result { try TinyChat() }

  private init() throws {
    folder = try TemporaryFolder()
    data = try folder.write(Self.lines.joined(separator: "\n"), to: "talks.txt")
    training = try Program.chat(
      ["train", "--data", data, "--validation", data, "--epochs", "150", "--patience", "150"]
        + Self.arguments + ["--out", folder.file("model")])
    weights = folder.file("model/model.safetensors")
  }
}
