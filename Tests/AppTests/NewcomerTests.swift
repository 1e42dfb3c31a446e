import Foundation
import TestSupport
import Testing

/// What somebody types who tries `translate` for the first time, with the weights that ship.
@Suite struct NewcomerTests {
  private func translate(_ texts: [String], _ from: String, _ to: String) throws -> [String] {
    let result = try Program.translate(
      texts + ["--from", from, "--to", to], Program.Setting(directory: Program.package))
    #expect(result.code == 0, "\(result.errors)")
    return result.outputLines
  }

  @Test func firstWordsComeOutRight() throws {
    let french = ["hello", "Hello.", "Goodbye.", "Yes", "monday", "THANK YOU", "See you tomorrow."]
    #expect(
      try translate(french, "en", "fr").map { $0.lowercased() } == [
        "bonjour", "bonjour.", "au revoir.", "oui", "lundi", "merci", "à demain.",
      ])
    let english = try translate(["Bonjour !", "merci beaucoup", "lundi", "À demain."], "fr", "en")
    #expect(["Hello!", "Good morning!"].contains(english[0]))
    #expect(english[1].lowercased().contains("thank"))
    #expect(english[2] == "Monday" && english[3] == "See you tomorrow.")
    let chinese = try translate(["hello", "See you tomorrow.", "Of course."], "en", "zh")
    #expect(chinese == ["你好", "明天见。", "当然。"])
    #expect(try translate(["你好"], "zh", "en")[0].lowercased().hasPrefix("hello"))
  }

  @Test func numbersAndTimesArrive() throws {
    let ages = ["SHE IS 47 YEARS OLD.", "She is 85 years old.", "she is 31 years old"]
    #expect(
      try translate(ages, "en", "fr") == ["ELLE A 47 ANS.", "Elle a 85 ans.", "Elle a 31 ans."])
    #expect(try translate(["She is 47 years old."], "en", "zh") == ["她47岁。"])
    let times = try translate(["The train leaves at 17:45.", "It costs 12.50 euros."], "en", "fr")
    #expect(times[0].contains("17 h 45") && times[1].contains("12,50"))
    let back = try translate(["Le train part à 17 h 45.", "Ça coûte 1 250,50 euros."], "fr", "en")
    #expect(back[0].contains("17:45") && back[1].contains("1,250.50"))
    #expect(try translate(["我有一百五十本书。"], "zh", "en")[0].contains("150"))
  }

  @Test func namesAndAddressesAreCarriedOver() throws {
    let texts = [
      "Bob lives at 12 Baker Street.", "Zhang Min called Anna.",
      "Write to anna@example.org or call 555-0142.", "See https://example.com/a?b=1.",
    ]
    for to in ["fr", "zh"] {
      let found = try translate(texts, "en", to)
      for (line, parts) in [
        ["Bob", "12", "Baker Street"], ["Zhang Min", "Anna"], ["anna@example.org", "555-0142"],
        ["https://example.com/a?b=1"],
      ].enumerated() {
        for part in parts { #expect(found[line].contains(part), "\(found[line])") }
      }
    }
  }

  @Test func whatNeedsNoTranslationStays() throws {
    let texts = ["17:45", "https://example.com", "😀", "Haha...", "IKEA", "#tag @name"]
    #expect(try translate(texts, "en", "fr") == texts)
  }

  @Test func bothScriptsOfChineseAreReadAndWritten() throws {
    let (simplified, traditional) = ("这件衣服有大一点的吗？", "這件衣服有大一點的嗎？")
    #expect(try translate([simplified], "zh", "en") == translate([traditional], "zh", "en"))
    let text = ["This dress is too long."]
    let found = try translate(text, "en", "zh-Hant")
    #expect(try found != translate(text, "en", "zh") && found[0].contains("長"))
  }

  @Test func capitalsAndStopsMakeNoDifference() throws {
    let texts = ["Where is the station?", "where is the station", "WHERE IS THE STATION?"]
    let found = try translate(texts, "en", "fr")
    #expect(found[1] == found[0] && found[2] == found[0].uppercased())
  }

  @Test func testSetsOfAPhrasebookGiveFiguresByKind() throws {
    struct Report: Decodable {
      struct Figures: Decodable { let kind: String, count: Int, bleu: Double, chrf: Double }
      struct Survival: Decodable { let lines: Int, kept: Int }
      let direction: String
      let kinds: [Figures]
      let digits: Survival, names: Survival
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      short\tHello. | Hi.\tBonjour. | Salut.\t你好。
      number\tShe is 47 years old.\tElle a 47 ans.\t她47岁。
      typed\thello | Hello.\tbonjour | Bonjour.\t你好 | 你好。

      """, to: "dev.tsv")
    let setting = Program.Setting(directory: Program.package)
    let result = try Program.translate(["evaluate", "--data", path, "--json"], setting)
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.direction == "en-fr")
    #expect(report.kinds.map(\.kind) == ["all", "short", "number", "typed"])
    #expect(report.kinds.map(\.count) == [3, 1, 1, 1])
    #expect(report.digits.lines == 1 && report.digits.kept == 1 && report.names.lines == 0)
    let text = try Program.translate(["evaluate", "--data", path], setting).output
    #expect(text.contains("digits arrive in 1 of 1 lines"))
  }
}
