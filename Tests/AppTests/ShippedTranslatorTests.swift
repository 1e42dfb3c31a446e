import Foundation
import TestSupport
import Testing

/// The translators that ship, in all their directions.
@Suite struct ShippedTranslatorTests {
  private func translate(_ text: String, _ from: String, _ to: String) throws -> String {
    let result = try Program.translate(
      [text, "--from", from, "--to", to], Program.Setting(directory: Program.package))
    #expect(result.code == 0, "\(result.errors)")
    return result.output.trimmingCharacters(in: .newlines)
  }

  @Test(arguments: [
    ("I am hungry.", "en", "fr", "faim"), ("J'ai faim.", "fr", "en", "hungry"),
    ("I am hungry.", "en", "zh", "饿"), ("我饿了。", "zh", "en", "hungry"),
  ])
  func everyDirectionAnswers(text: String, from: String, to: String, word: String) throws {
    #expect(try translate(text, from, to).contains(word))
  }

  @Test func whatCannotBeKnownIsCopied() throws {
    let french = try translate("I love 🦊.", "en", "fr")
    #expect(french.contains("🦊") && !french.contains("\u{2047}"))
    for to in ["fr", "zh"] {
      let text = try translate("ꙮ ᚠᚢᚦ \u{1F9FF} ࿂ are here.", "en", to)
      #expect(!text.contains("\u{2047}") && !text.contains("unk") && !text.contains("\u{E000}"))
    }
  }
}
