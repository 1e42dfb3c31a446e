import Ink
import Testing

/// G-code, run by a plotter of numbers.
@Suite struct GCodeTests {
  /// What a plotter did.
  private struct Plot {
    /// Lines drawn with the pen down, millimetres.
    var lines: [[InkPoint]] = []
    var travels: [InkPoint] = []
    var end: InkPoint?
    var isDownAtEnd = false
    var waits = 0
  }

  /// Follows a program; nil where a line is none of those that we write.
  private func followed(_ program: String, isDown: (Substring) -> Bool?) -> Plot? {
    var plot = Plot()
    var pen = false
    var feed: Float?
    for line in program.split(separator: "\n") {
      if let down = isDown(line) {
        if down, let here = plot.travels.last { plot.lines.append([here]) }
        pen = down
        continue
      }
      let words = line.split(separator: " ")
      switch words[0] {
      case ";", "G21", "G90", "M2": continue
      case "G4": plot.waits += 1
      case "G0", "G1":
        guard words.count >= 3, let x = Float(words[1].dropFirst()), words[1].first == "X",
          let y = Float(words[2].dropFirst()), words[2].first == "Y"
        else { return nil }
        if words.count == 4 { feed = Float(words[3].dropFirst()) }
        let point = InkPoint(x: x, y: y)
        // Travel with the pen down would draw; drawing with it up would not.
        guard (words[0] == "G1") == pen, let feed, feed > 0 else { return nil }
        if pen {
          plot.lines[plot.lines.count - 1].append(point)
        } else {
          plot.travels.append(point)
        }
        plot.end = point
      default: return nil
      }
    }
    plot.isDownAtEnd = pen
    return plot
  }

  private func zPen(_ line: Substring) -> Bool? {
    line.hasPrefix("G1 Z3 ") ? false : line.hasPrefix("G1 Z0 ") ? true : nil
  }

  @Test(arguments: [PlotterSheet.a4, .a5, .letter, .a4.turned])
  func allStaysWithinTheMarginsAndThePenIsUpOnItsWay(sheet: PlotterSheet) throws {
    let ink = randomInk(seed: 11, strokeCount: 20)
    let settings = PlotterSettings(sheet: sheet, margin: 12, size: .fitted)
    let plot = try #require(followed(ink.gcode(settings), isDown: zPen))
    #expect(plot.lines.count == 20 && !plot.isDownAtEnd && plot.end == .zero)
    for point in plot.lines.joined() {
      // Curves may bulge out of the box of their points a little.
      #expect(point.x >= 11 && point.x <= sheet.width - 11)
      #expect(point.y >= 11 && point.y <= sheet.height - 11)
    }
    let bounds = try #require(InkBounds(around: plot.lines.joined()))
    let isWide = abs(bounds.width - (sheet.width - 24)) < 1
    #expect(isWide || abs(bounds.height - (sheet.height - 24)) < 1)
  }

  @Test func strokesKeepTheirShapeAndOrder() throws {
    let ink = randomInk(seed: 3)
    let settings = PlotterSettings(size: .millimetersPerUnit(0.2))
    let plot = try #require(followed(ink.gcode(settings), isDown: zPen))
    let bounds = try #require(ink.bounds)
    for (stroke, line) in zip(ink.strokes, plot.lines) {
      for point in stroke.points {
        let place = InkPoint(
          x: 15 + 0.2 * (point.x - bounds.left), y: 297 - 15 - 0.2 * (point.y - bounds.top))
        #expect(distance(place, to: line) < 0.03)
      }
    }
  }

  @Test func servosAreCommandedAndWaitedFor() throws {
    let pen = PlotterPen.servo(up: "M5", down: "M3 S500", waitSeconds: 0.2)
    let program = try goldenNote().ink.gcode(PlotterSettings(pen: pen))
    let plot = try #require(
      followed(program, isDown: { $0 == "M5" ? false : $0 == "M3 S500" ? true : nil }))
    #expect(plot.lines.count == 5 && plot.waits == 11 && !program.contains("Z"))
    #expect(program.contains("G4 P0.2\n"))
  }

  @Test func theNoteIsTheGoldenFile() throws {
    let program = try goldenNote().ink.gcode(PlotterSettings(sheet: .a5))
    #expect(try goldenBytes("note.gcode") == Array(program.utf8))
  }

  @Test func inkThatIsTooLargeIsRefused() throws {
    let wide = Handwriting([InkStroke(points((0, 0), (1500, 0)))])
    let error = #expect(throws: InkError.self) { try wide.gcode() }
    #expect(
      error?.description
        == "the ink is 188 x 0 mm, the sheet has room for 180 x 267 mm; choose lines of "
        + "another length (--width), a larger sheet (--page) or less text")
    #expect(throws: InkError.self) { try wide.gcode(PlotterSettings(margin: 200)) }
    #expect(throws: InkError.self) { try wide.gcode(PlotterSettings(margin: .nan)) }
    #expect(throws: InkError.self) {
      try wide.gcode(PlotterSettings(size: .millimetersPerUnit(-1)))
    }
  }

  @Test func emptyInkDrawsNothing() throws {
    let program = try Handwriting([InkStroke(points((.nan, 1), (3e38, 0)))]).gcode()
    let plot = try #require(followed(program, isDown: zPen))
    #expect(plot.lines.isEmpty && plot.end == .zero)
  }
}
