import Ink
import Testing

/// Smooth lines through points.
@Suite struct CurveTests {
  @Test(arguments: 1...6)
  func theLineRunsThroughAllPointsAndStaysNear(seed: Int) throws {
    for stroke in randomInk(seed: UInt64(seed)).resampled(spacing: 3).strokes {
      let curve = try #require(InkCurve(stroke))
      #expect([curve.start] + curve.segments.map(\.end) == stroke.points)
      let fine = curve.flattened(tolerance: 0.01)
      for point in fine { #expect(distance(point, to: stroke.points) < 1) }
      // The coarse line is within its tolerance of the fine one.
      let coarse = curve.flattened(tolerance: 0.2)
      #expect(coarse.count <= fine.count)
      for point in fine { #expect(distance(point, to: coarse) < 0.22) }
    }
  }

  @Test func bendsAreSmoothAndCornersAreNot() throws {
    let bend = try #require(InkCurve(InkStroke(points((0, 0), (4, 0), (7, 3)))))
    // Both sides of the middle point lie on one line.
    let (into, out) = (bend.segments[0].control2, bend.segments[1].control1)
    let cross = (4 - into.x) * out.y - (0 - into.y) * (out.x - 4)
    #expect(abs(cross) < 1e-4 && into.y < -0.1)
    let corner = try #require(InkCurve(InkStroke(points((0, 0), (4, 0), (4, 4)))))
    #expect(corner.flattened(tolerance: 0.01).allSatisfy { $0.y == 0 || $0.x == 4 })
  }

  @Test func dotsAndDoubledPointsAreNoTrouble() throws {
    #expect(InkCurve(InkStroke([])) == nil)
    let dot = try #require(InkCurve(InkStroke(points((2, 3), (2, 3)))))
    #expect(dot.segments.isEmpty && dot.flattened(tolerance: 0.1) == points((2, 3)))
    let doubled = try #require(InkCurve(InkStroke(points((0, 0), (0, 0), (5, 1), (5, 1), (9, 0)))))
    #expect(doubled.segments.count == 2 && doubled.flattened(tolerance: 0.1).allSatisfy(\.isFinite))
  }
}
