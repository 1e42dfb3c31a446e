import Ink
import Testing

/// Level, upright, 20 units high.
@Suite struct NormalizationTests {
  @Test func aLevelUprightLineMeasuresAsItWasMade() throws {
    let measure = InkMeasure(of: madeUpLine())
    #expect(abs(measure.incline) < 0.01 && abs(measure.slant) < 0.1 && abs(measure.baseline) < 0.5)
    let xHeight = try #require(measure.xHeight)
    #expect(abs(xHeight / 20 - 1) < 0.1, "\(xHeight)")
  }

  @Test(arguments: [-0.15, 0, 0.2] as [Float], [-0.3, 0, 0.5] as [Float])
  func whatWasDoneToALineIsUndone(incline: Float, slant: Float) throws {
    let plain = madeUpLine().normalized()
    let changed = madeUpLine().transformed(
      by: .slant(slant).then(.scale(7)).then(.incline(incline)).then(.translation(x: 900, y: -70)))
    let back = changed.normalized()
    let shift = zip(plain.points, back.points).map { $0.distance(to: $1) }.max() ?? 0
    #expect(shift < 1.5, "incline \(incline), slant \(slant)")
  }

  @Test(arguments: 1...10)
  func normalisingAgainChangesNothing(seed: Int) {
    let change = InkTransform.slant(0.1 * Float(seed) - 0.4).then(
      .incline(0.03 * Float(seed) - 0.15))
    let once = madeUpLine(letterCount: 4 + seed).transformed(by: change).normalized()
    let twice = once.normalized()
    let shift = zip(once.points, twice.points).map { $0.distance(to: $1) }.max() ?? 0
    #expect(shift < 0.2, "seed \(seed)")
  }

  /// What is no writing has no certain baseline; what comes of it is still ink that begins at the left.
  @Test(arguments: 1...20)
  func scribblesStayInk(seed: Int) {
    let ink = randomInk(seed: UInt64(seed), strokeCount: 3 + seed)
    let normal = ink.normalized()
    #expect(normal.points.allSatisfy(\.isFinite) && normal.strokes.count == ink.strokes.count)
    #expect(abs(normal.bounds?.left ?? 1) < 1e-3 && (normal.bounds?.height ?? 0) < 500)
  }

  @Test func partsCanBeLeftAsTheyAre() {
    let leaning = madeUpLine(xHeight: 60).transformed(by: .slant(0.5).then(.incline(0.1)))
    let sized = InkMeasure(of: leaning.normalized([.incline, .size]))
    #expect(abs(sized.slant - 0.5) < 0.12 && abs((sized.xHeight ?? 0) / 20 - 1) < 0.02)
    let upright = InkMeasure(of: leaning.normalized([.incline, .slant]))
    #expect(abs(upright.slant) < 0.01 && abs((upright.xHeight ?? 0) / 60 - 1) < 0.1)
    #expect(abs(upright.baseline) < 0.5)
  }

  @Test func theTextTellsCapitalsFromSmallLetters() throws {
    let strokes = (0..<8).map { index in
      let x = Float(16 * index)
      let down = (0...8).map { InkPoint(x: x, y: Float(4 * $0)) }
      return InkStroke(down + (1...8).map { InkPoint(x: x + Float($0), y: Float(32 - 4 * $0)) })
    }
    let ink = Handwriting(strokes)
    let small = try #require(InkMeasure(of: ink, text: "nnnnnnnn").xHeight)
    let tall = try #require(InkMeasure(of: ink, text: "NNNNNNNN").xHeight)
    #expect(small / tall > 1.4 && small / tall < 2)
  }

  @Test func inkThatShowsNoSizeKeepsIt() {
    for ink in [
      Handwriting([InkStroke(points((5, 9)))]), Handwriting([InkStroke(points((0, 0), (8, 0)))]),
      Handwriting([InkStroke(points((1, 1), (1, 1)))]), Handwriting(),
    ] {
      let normal = ink.normalized(text: "-")
      #expect(normal.bounds?.width == ink.bounds?.width)
      #expect(normal.bounds.map { $0.left == 0 && $0.bottom == 0 } ?? true)
    }
    let letter = Handwriting([InkStroke(points((0, 0), (0, 70)))]).normalized(text: "l")
    #expect(abs((letter.bounds?.height ?? 0) - 34.4) < 0.1)
  }
}
