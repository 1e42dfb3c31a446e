import Ink
import Testing

/// Ink as the steps of the pen.
@Suite struct PenOffsetsTests {
  @Test func stepsAndLiftsAreWrittenOneAfterAnother() {
    let ink = Handwriting([InkStroke(points((10, 20), (13, 18))), InkStroke(points((15, 5)))])
    #expect(ink.penOffsets() == [10, 20, 0, 3, -2, 1, 2, -13, 1])
    #expect(ink.penOffsets(from: InkPoint(x: 10, y: 20)).prefix(3) == [0, 0, 0])
    #expect(Handwriting().penOffsets().isEmpty)
  }

  @Test(arguments: 1...20)
  func inkComesBack(seed: Int) {
    let ink = randomInk(seed: UInt64(seed))
    #expect(Handwriting(penOffsets: ink.penOffsets()) == ink)
    let start = InkPoint(x: -7, y: 100)
    #expect(Handwriting(penOffsets: ink.penOffsets(from: start), from: start) == ink)
    // Coordinates that are not whole come back but for rounding.
    let scaled = ink.transformed(by: .scale(0.137))
    let back = Handwriting(penOffsets: scaled.penOffsets())
    #expect(back?.strokes.count == scaled.strokes.count)
    for (one, other) in zip(scaled.points, back?.points ?? []) {
      #expect(one.distance(to: other) < 1e-3)
    }
  }

  @Test func theEndLiftsThePen() {
    #expect(
      Handwriting(penOffsets: [1, 1, 0, 1, 0, 0])?.strokes == [InkStroke(points((1, 1), (2, 1)))])
    #expect(Handwriting(penOffsets: [])?.isEmpty == true)
  }

  @Test func stepsThatAreNoNumbersAreNoInk() {
    #expect(Handwriting(penOffsets: [1, .nan, 0]) == nil)
    #expect(Handwriting(penOffsets: [1, 1, 0, .infinity, 1, 1]) == nil)
    #expect(Handwriting(penOffsets: [1, 1, .nan]) == nil)
    // Steps may add up to what is no number any more.
    #expect(Handwriting(penOffsets: [3e38, 0, 0, 3e38, 0, 1]) == nil)
  }
}
