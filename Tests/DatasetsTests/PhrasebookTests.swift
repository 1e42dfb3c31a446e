import TestSupport
import Testing

@testable import Datasets

/// Phrasebooks and their test sets.
@Suite struct PhrasebookTests {
  @Test func phrasesAndSlotsAreRead() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "Hi. | Hello.\tSalut.\t你好。\n\n{n} cats\t{n} chats\t{n}只猫\n", to: "p.tsv")
    let slots = try folder.write(
      #"{"name": ["Ann"], "city": [["Rome", "Rome", "罗马"]], "day": [], "month": [], "n": {"from": 2}}"#,
      to: "s.json")
    let book = try Phrasebook(contentsOf: path, slots: slots)
    #expect(book.phrases.count == 2)
    #expect(book.phrases[0]["en"] == ["Hi.", "Hello."] && book.phrases[0]["zh"] == ["你好。"])
    #expect(book.slots.name == ["Ann"] && book.slots.city[0][2] == "罗马")
    #expect(try !Phrasebook.isTest(path))
  }

  @Test func testSetsAreRead() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("short\tHi. | Hello.\tSalut.\t你好。\ncaps\tA\tB\tC\n", to: "t.tsv")
    #expect(try Phrasebook.isTest(path))
    let lines = try Phrasebook.test(path)
    #expect(lines.map(\.kind) == ["short", "caps"] && lines[0].phrase["en"] == ["Hi.", "Hello."])
  }

  @Test(arguments: ["Hi.\tSalut.\n", "Hi.\tSalut.\t\n"])
  func damageIsNamed(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "p.tsv")
    #expect(throws: DatasetError.self) { try Phrasebook(contentsOf: path, slots: nil) }
  }
}
