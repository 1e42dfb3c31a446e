import Ink
import TestSupport
import Testing

/// Samples that are a line of JSON each.
@Suite struct JSONLinesTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func samplesComeBack() throws {
    let samples = (0..<5).map { index in
      InkSample(
        writer: "w\(index)", source: "unipen/7/\"\\", text: "aé漢\n\u{1}😀",
        ink: randomInk(seed: UInt64(index)))
    }
    let path = folder.file("a.jsonl")
    try InkSample.write(samples, to: path)
    #expect(try readInk(path) == samples)
    #expect(throws: InkError.self) { try InkSample.write(samples, to: folder.file("no/a.jsonl")) }
  }

  @Test func theLineIsThatOfTheData() throws {
    let line =
      #"{"writer":"w1","source":"unipen/7/lex","text":"to","strokes":[[[20,0],[17,3]],[[5,-5]]]}"#
    let samples = try readInk(Array((line + "\n").utf8), name: "x")
    #expect(samples.map { $0.jsonLine() } == [line])
    #expect(samples[0].ink.strokes.map(\.points) == [points((20, 0), (17, 3)), points((5, -5))])
    let moved = InkSample(ink: samples[0].ink.translated(x: 0.254, y: 0))
    #expect(moved.jsonLine(decimals: 2).contains("[20.25,0.00]"))
    let odd = InkSample(ink: Handwriting([InkStroke(points((.nan, 1), (3e38, 1), (2, 1)))]))
    #expect(odd.jsonLine().hasSuffix("\"strokes\":[[[2,1]]]}"))
  }

  @Test func unknownThingsMayBeMissingAndOthersBeThere() throws {
    let text = """
      {"strokes": [[[1.5, 2e1, 0.25]], []], "more": {"a": [1]}}\r

        {"text": null, "strokes": []}
      """
    let samples = try readInk(Array(("\u{FEFF}" + text).utf8), name: "x")
    #expect(samples == [InkSample(ink: Handwriting([InkStroke(points((1.5, 20)))]))])
  }

  @Test(arguments: [
    ("{\"text\": \"a\"}\n", "no strokes"), ("{\"strokes\": 5}\n", "another type at strokes"),
    ("{\"strokes\": [[[1]]]}\n", "nothing at"), ("{\"strokes\": [[1, 2]]}\n", "another type at"),
    ("{\"strokes\": [[[1, \"a\"]]]}\n", "another type at"), ("{strokes}\n", "no JSON"),
    ("{\"strokes\": [[[1, NaN]]]}\n", "no JSON"), ("{\"strokes\": [[[1, 1e999]]]}\n", "line 1"),
    ("{\"strokes\": [[[1, 1e30]]]}\n", "stroke 1: 1e+30 is no place for a pen"),
    (
      "{\"strokes\": [[[1, 2]]]}\n{\"strokes\": [[[-20000000, 2]]]}",
      "line 2, stroke 1: -20000000.0"
    ),
    ("{\"strokes\": [[[1, 2]]]}\n{\"strokes\": [[[1", "cut off in line 2"),
    ("{\"strokes\": [[], []]}\n", "hold no stroke"),
    ("{\"writer\": 7, \"strokes\": []}", "at writer"),
    ("{\"strokes\": [[[1, 2]]]}\nhello\n", "line 2"),
  ])
  func faultyLinesAreNamed(text: String, what: String) throws {
    let description = failure(text)?.description ?? ""
    #expect(description.hasPrefix("x.ink: ") && description.contains(what), "\(description)")
  }

  @Test func deepNestingAndEndlessLinesAreNoTrap() {
    #expect(failure("{\"strokes\":" + String(repeating: "[", count: 200_000)) != nil)
    #expect(failure("{\"a\":" + String(repeating: "{\"a\":", count: 200_000)) != nil)
    let long = "{\"strokes\":[[" + String(repeating: "[1,2],", count: 1_000_000) + "[1,2]]]}"
    guard case .tooLarge(_, let what, _) = failure(long) else {
      Issue.record("a line of 6 MB passed")
      return
    }
    #expect(what == "bytes in line 1")
  }
}
