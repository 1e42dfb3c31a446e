import Foundation
import Imaging
import Ink
import Testing

/// Ink from pictures.
@Suite struct TracingTests {
  /// The largest distance of a point of one ink from another ink's points.
  private func gap(from one: Handwriting, to other: Handwriting) -> Float {
    let points = other.resampled(spacing: 1).points
    return one.resampled(spacing: 1).points.map { distance($0, to: points) }.max() ?? 0
  }

  /// A picture of ink, dark on light.
  private func picture(_ ink: Handwriting, scale: Float, paper: UInt8 = 250, ink color: UInt8 = 30)
    -> Image
  {
    var canvas = Canvas(
      Image(
        size: ImageSize(height: Int(60 * scale), width: Int(120 * scale)), format: .gray,
        pixels: [UInt8](repeating: paper, count: Int(60 * scale) * Int(120 * scale))))
    for stroke in ink.strokes {
      canvas.polyline(
        stroke.points.map { Point(x: $0.x * scale, y: $0.y * scale) },
        Color(red: color, green: color, blue: color), thickness: 3 * scale)
    }
    return canvas.image
  }

  /// A hook, a bar through it, and a dot.
  private let ink = Handwriting([
    InkStroke(points((20, 10), (20, 40), (24, 47), (32, 50), (40, 47))),
    InkStroke(points((10, 22), (34, 22))),
    InkStroke(points((60, 15), (61, 15))),
  ])

  @Test(arguments: [(1, 250, 30), (4, 250, 30), (2, 20, 220), (12, 200, 120)])
  func strokesComeBack(_ scale: Float, _ paper: Int, _ color: Int) throws {
    let image = picture(ink, scale: scale, paper: UInt8(paper), ink: UInt8(color))
    let traced = try #require(Handwriting(tracing: image))
    #expect(traced.strokes.count == 3)
    // In units of the picture's own: the ink's upper left corner is the origin.
    let (bounds, whole) = (try #require(traced.bounds), try #require(ink.bounds))
    let unit = bounds.width / whole.width
    let back = traced.transformed(
      by: .translation(x: -bounds.left, y: -bounds.top).then(.scale(x: 1 / unit, y: 1 / unit))
        .then(.translation(x: whole.left, y: whole.top)))
    #expect(gap(from: back, to: ink) < 3 && gap(from: ink, to: back) < 4)
    // From left to right and from the upper left end.
    #expect(traced.strokes.map { $0.points[0].x } == traced.strokes.map { $0.points[0].x }.sorted())
    #expect(traced.strokes.allSatisfy { $0.points[0].x <= $0.points[$0.points.count - 1].x + 5 })
  }

  @Test func linesThatCrossGoStraightOn() {
    let cross = Handwriting([
      InkStroke(points((0, 0), (40, 40))), InkStroke(points((0, 40), (40, 0))),
    ])
    let traced = cross.drawnAndTraced(penWidth: 3)
    #expect(traced.strokes.count == 2)
    #expect(traced.strokes.allSatisfy { $0.length > 50 && $0.length < 60 })
  }

  @Test func ringsAreClosed() {
    let ring = Handwriting([
      InkStroke(
        (0...40).map {
          let angle = Float($0) / 40 * 2 * .pi
          return InkPoint(x: 20 * cos(angle), y: 20 * cos(angle - .pi / 2))
        })
    ])
    let traced = ring.drawnAndTraced(penWidth: 2)
    #expect(traced.strokes.count == 1)
    #expect(gap(from: ring, to: traced) < 2.5 && gap(from: traced, to: ring) < 2)
  }

  @Test(arguments: 1...8)
  func scribblesAreNoTrouble(seed: Int) {
    let ink = randomInk(seed: UInt64(seed))
    let traced = ink.drawnAndTraced(penWidth: 2)
    #expect(gap(from: traced, to: ink) < 4)
    #expect(traced.points.allSatisfy { $0.isFinite })
    #expect(Handwriting().drawnAndTraced(penWidth: 2).isEmpty)
  }

  @Test func emptyPaperHasNoInk() {
    let size = ImageSize(height: 30, width: 50)
    for value: UInt8 in [0, 128, 255] {
      let image = Image(size: size, format: .gray, pixels: [UInt8](repeating: value, count: 1500))
      #expect(Handwriting(tracing: image) == nil)
    }
    let noise = Image(
      size: ImageSize(height: 300, width: 3000), format: .gray,
      pixels: (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) })
    #expect(Handwriting(tracing: noise)?.points.allSatisfy { $0.isFinite } != false)
  }
}
