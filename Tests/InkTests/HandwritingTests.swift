import Ink
import Testing

/// Points, boxes, affine maps.
@Suite struct HandwritingTests {
  private let ink = Handwriting([
    InkStroke(points((0, 0), (4, 3))), InkStroke([]), InkStroke(points((-2, 7))),
  ])

  @Test func measuresAreThoseOfThePoints() {
    #expect(ink.pointCount == 3 && !ink.isEmpty && ink.strokes[0].length == 5)
    #expect(ink.bounds == InkBounds(left: -2, top: 0, right: 4, bottom: 7))
    #expect(Handwriting().bounds == nil && Handwriting([InkStroke([])]).isEmpty)
    #expect(ink.bounds?.widened(by: 1).width == 8)
  }

  @Test func mapsDoWhatTheirNamesSay() {
    let corner = InkPoint(x: 2, y: -10)
    #expect(InkTransform.translation(x: 1, y: 2)(corner) == InkPoint(x: 3, y: -8))
    #expect(InkTransform.scale(x: 2, y: 3)(corner) == InkPoint(x: 4, y: -30))
    // 10 up: a slant of a half leads 5 to the right.
    #expect(InkTransform.slant(0.5)(corner) == InkPoint(x: 7, y: -10))
    #expect(InkTransform.incline(0.5)(corner) == InkPoint(x: 2, y: -9))
    let turned = InkTransform.rotation(degrees: 90)(InkPoint(x: 1, y: 0))
    #expect(turned.distance(to: InkPoint(x: 0, y: 1)) < 1e-6)
  }

  @Test func mapsFollowOneAnother() {
    let first = InkTransform.rotation(degrees: 20).then(.translation(x: 3, y: -1))
    let second = InkTransform.slant(0.3).then(.scale(2)).then(.incline(-0.1))
    for point in randomInk(seed: 1).points {
      let both = first.then(second)(point)
      #expect(both.distance(to: second(first(point))) < 1e-3)
    }
    #expect(ink.transformed(by: .identity).points == ink.points)
  }

  @Test func slantAndRotationAreUndone() {
    let original = randomInk(seed: 2)
    let back = original.transformed(by: .slant(0.4)).transformed(by: .slant(-0.4))
      .transformed(by: .rotation(degrees: 33)).transformed(by: .rotation(degrees: -33))
    for (one, other) in zip(original.points, back.points) {
      #expect(one.distance(to: other) < 1e-3)
    }
  }
}
