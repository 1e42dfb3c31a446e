import Ink
import TestSupport
import Testing

/// Ink that is out of all proportion takes neither time nor memory without end.
@Suite(.timeLimit(.minutes(1))) struct HostileInkTests {
  @Test func pointsUponOneAnotherAreResampledAtOnce() {
    let dense = Handwriting([
      InkStroke((0..<300_000).map { InkPoint(x: Float($0) * 1e-5, y: Float($0 % 2) * 1e-5) })
    ])
    #expect(dense.resampled(spacing: 4).pointCount < 10)
  }

  @Test func leapsAcrossTheWorldStayBounded() {
    let far = Handwriting([
      InkStroke((0..<20_000).map { InkPoint(x: $0 % 2 == 0 ? -1e7 : 1e7, y: Float($0)) })
    ])
    #expect(far.resampled(spacing: 1e-3).pointCount < 8_000_000)
    #expect((try? far.gcode(PlotterSettings(size: .fitted))) != nil)
  }

  @Test func tensOfThousandsOfTurnsAreMeasured() {
    var random = SeededRandom(seed: 8)
    let ink = Handwriting(
      (0..<60_000).map { index in
        let (x, y) = (Float(index), Float.random(in: -5...5, using: &random))
        return InkStroke(points((x, y - 20), (x, y), (x + 1, y - 15)))
      })
    #expect((InkMeasure(of: ink).xHeight ?? 0) > 5)
  }

  @Test func endlessDefinitionsAreRefused() {
    for element in ["<context/>", "<traceFormat/>", "<traceGroup/>", "<inkSource/>"] {
      guard
        case .tooLarge = failure("<ink>" + String(repeating: element, count: 100_002) + "</ink>")
      else {
        Issue.record("\(element) passed")
        continue
      }
    }
    guard
      case .tooLarge(_, "components", _) = failure(
        ".COORD X Y\n" + String(repeating: ".PEN_DOWN\n", count: 1_000_002) + ".PEN_DOWN\n1 1\n")
    else {
      Issue.record("components passed")
      return
    }
  }

  @Test func aSheetTakesSoManyPoints() {
    let crowd = Handwriting([InkStroke(Array(repeating: InkPoint(x: 1, y: 1), count: 200_001))])
    let error = #expect(throws: InkError.self) { try crowd.gcode() }
    #expect(
      error?.description
        == "ink for a plotter: more than 200000 points, which is more than is taken at once; split it"
    )
  }

  @Test func endlessCoordinatesMakeNoTrap() throws {
    let wild = Handwriting([
      InkStroke(points((.nan, 0), (3e38, -3e38), (-3e38, 3e38), (.infinity, 1), (0, 0))),
      InkStroke(points((.nan, .nan))),
    ])
    _ = wild.normalized()
    _ = wild.penOffsets()
    _ = InkMeasure(of: wild)
    _ = InkPage(wild).svg()
    _ = InkSample(ink: wild).jsonLine(decimals: 3)
    #expect(try !InkPage(wild).gif().isEmpty)
    #expect(wild.resampled().points == points((0, 0)) && wild.normalized().pointCount == 1)
    #expect(wild.bounds?.width == .infinity && wild.translated(x: 3e38, y: 0).bounds != nil)
  }
}
