import Testing
import TextProcessing

/// Distinct-n, counted by hand.
@Suite struct DistinctTests {
  @Test func differentSequencesAreCountedOverAllTexts() {
    let texts = ["I see. I see.", "i see you", ""]
    // i see . i see . | i see you: nine words, of which i, see, . and you differ.
    #expect(DistinctRatio(order: 1)(texts) == 4.0 / 9)
    // i see, see ., . i, i see, see . | i see, see you
    #expect(DistinctRatio(order: 2)(texts) == 4.0 / 7)
    #expect(DistinctRatio(order: 8)(texts) == 0)
    #expect(DistinctRatio(order: 1)([]) == 0)
  }
}
