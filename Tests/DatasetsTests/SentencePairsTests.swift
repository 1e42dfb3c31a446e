import TestSupport
import Testing

@testable import Datasets

/// Readers of sentence pairs.
@Suite struct SentencePairsTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func tabSeparatedLinesArePairs() throws {
    let path = try folder.write(
      "Hi.\tSalut !\n\n Run! \tCours\u{A0}!\tCC-BY #12\r\nWho?\tQui ?", to: "pairs.tsv")
    let pairs = try SentencePairs.tabSeparated(path)
    #expect(pairs.map(\.source) == ["Hi.", "Run! ", "Who?"])
    #expect(pairs.map(\.target) == ["Salut !", "Cours\u{A0}!", "Qui ?"])
    #expect(pairs[0].reversed == SentencePair(source: "Salut !", target: "Hi."))
  }

  @Test func sentencesAreWhatStandsBeforeATab() throws {
    let path = try folder.write("Hi.\tSalut !\n\n\tnothing\r\nNo tab here.\n", to: "lines.txt")
    #expect(try SentencePairs.firstColumn(path) == ["Hi.", "No tab here."])
    let none = try folder.write("\n\tnothing\n", to: "none.txt")
    let error = #expect(throws: DatasetError.self) { try SentencePairs.firstColumn(none) }
    #expect(error?.description.contains("number of sentences") == true)
  }

  @Test(arguments: [
    ("a\tb\nno tab here\n", "line 2"), ("a\t\n", "line 1"), ("\tb\n", "line 1"), ("", "pairs"),
    ("\n\n", "pairs"),
  ])
  func faultyLinesAreNamed(text: String, what: String) throws {
    let path = try folder.write(text, to: "pairs.tsv")
    let error = #expect(throws: DatasetError.self) { try SentencePairs.tabSeparated(path) }
    #expect(error?.description.contains(what) == true && error?.description.contains(path) == true)
  }

  @Test func bytesThatAreNoTextAreNamed() throws {
    let path = try folder.write(Array("a\tb\n".utf8) + [0xFF, 9, 0xC0, 10], to: "pairs.tsv")
    let error = #expect(throws: DatasetError.self) { try SentencePairs.tabSeparated(path) }
    #expect(error?.description.contains("line 2") == true)
  }

  @Test func parallelFilesBelongTogether() throws {
    let english = try folder.write("A man.\nTwo dogs. \n\n", to: "x.en")
    let german = try folder.write("Ein Mann.\nZwei Hunde.\n\n", to: "x.de")
    let pairs = try SentencePairs.parallel(source: english, target: german)
    #expect(pairs.map(\.target) == ["Ein Mann.", "Zwei Hunde."])
    #expect(pairs[1].source == "Two dogs.")
    let short = try folder.write("Ein Mann.\n", to: "y.de")
    let error = #expect(throws: DatasetError.self) {
      try SentencePairs.parallel(source: english, target: short)
    }
    #expect(error?.description.contains("number of lines") == true)
  }

  @Test func missingFilesAndFoldersAreNamed() {
    #expect(throws: DatasetError.self) { try SentencePairs.tabSeparated(folder.path) }
    #expect(throws: DatasetError.self) { try SentencePairs.tabSeparated(folder.file("none")) }
  }
}
