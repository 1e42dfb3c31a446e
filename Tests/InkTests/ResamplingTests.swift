import Ink
import Testing

/// Points at equal distances, doubles taken out.
@Suite struct ResamplingTests {
  @Test(arguments: 1...8, [1, 4, 10] as [Float])
  func theShapeStaysWithinThreeQuartersOfTheSpacing(seed: Int, spacing: Float) {
    let ink = randomInk(seed: UInt64(seed))
    let resampled = ink.resampled(spacing: spacing)
    #expect(resampled.strokes.count == ink.strokes.count)
    for (old, new) in zip(ink.strokes, resampled.strokes) {
      for point in old.points {
        #expect(distance(point, to: new.points) <= 0.75 * spacing + 1e-3)
      }
      // New points lie on the old line.
      for point in new.points { #expect(distance(point, to: old.points) < 1e-3) }
      #expect(new.points.first == old.points.first && new.points.last == old.points.last)
    }
  }

  @Test func distancesAreEqualAlongALine() {
    let line = Handwriting([InkStroke(points((0, 0), (1, 0), (7, 0), (40, 0)))])
    #expect(line.resampled(spacing: 4).points.map(\.x) == (0...10).map { Float(4 * $0) })
    // 41 of length: the nearest even spacing is 4.1.
    let longer = Handwriting([InkStroke(points((0, 0), (41, 0)))]).resampled(spacing: 4)
    #expect(longer.pointCount == 11 && abs(longer.points[1].x - 4.1) < 1e-4)
  }

  @Test func cornersStayAndBendsDoNot() {
    let corner = Handwriting([InkStroke(points((0, 0), (10, 0), (10, 10)))])
    #expect(corner.resampled(spacing: 4).points.contains(InkPoint(x: 10, y: 0)))
    // 45 degrees are no corner.
    let bend = Handwriting([InkStroke(points((0, 0), (10, 0), (20, 10)))])
    #expect(!bend.resampled(spacing: 4).points.contains(InkPoint(x: 10, y: 0)))
    // A line that goes back on itself turns by 180 degrees.
    let back = Handwriting([InkStroke(points((0, 0), (9, 0), (1, 0)))])
    #expect(back.resampled(spacing: 4).points.contains(InkPoint(x: 9, y: 0)))
  }

  @Test func resamplingAgainChangesLittle() {
    for seed in 1...5 as ClosedRange<UInt64> {
      let once = randomInk(seed: seed).resampled()
      let twice = once.resampled()
      for (one, other) in zip(once.strokes, twice.strokes) {
        for point in one.points { #expect(distance(point, to: other.points) <= 3) }
      }
    }
  }

  @Test func dotsAndDoublesBecomeOnePoint() {
    let ink = Handwriting([
      InkStroke(points((3, 3))), InkStroke(points((5, 5), (5, 5), (5, 5))), InkStroke([]),
    ])
    #expect(ink.resampled().strokes.map(\.points) == [points((3, 3)), points((5, 5))])
  }

  @Test func nearPointsGoAndEndsStay() {
    let ink = Handwriting([InkStroke(points((0, 0), (0, 0), (1, 0), (5, 0), (5.5, 0)))])
    #expect(ink.removingDuplicates().points == points((0, 0), (1, 0), (5, 0), (5.5, 0)))
    #expect(ink.removingDuplicates(within: 2).points == points((0, 0), (5.5, 0)))
    let short = Handwriting([InkStroke(points((0, 0), (1, 0)))])
    #expect(short.removingDuplicates(within: 2).points == points((0, 0), (1, 0)))
  }
}
