import Imaging
import Ink
import TestSupport
import Testing

/// Pages as SVG, which other programs read.
@Suite struct SVGTests {
  private static let script = """
    import re, sys
    import xml.etree.ElementTree as ET
    root = ET.parse(sys.argv[1]).getroot()
    space = "{http://www.w3.org/2000/svg}"
    left, top, width, height = (float(v) for v in root.get("viewBox").split())
    group = root.find(space + "g")
    for element in group:
        if element.tag == space + "circle":
            numbers = [float(element.get("cx")), float(element.get("cy"))]
        else:
            path = element.get("d")
            assert re.fullmatch(r"M[-0-9. ]+(C[-0-9. ]+)+", path), path
            numbers = [float(v) for v in re.findall(r"-?[0-9.]+", path)]
            assert len(numbers) % 6 == 2
        for x, y in zip(numbers[::2], numbers[1::2]):
            assert left <= x <= left + width and top <= y <= top + height, (x, y)
        print(*numbers[:2], *numbers[-2:])
    print(root.get("width"), root.get("height"), group.get("stroke"), group.get("stroke-width"))
    """

  private func goldenPage() throws -> InkPage {
    let note = try goldenNote().ink.translated(x: 0, y: -40)
    return InkPage(note, pen: InkPen(width: 3, color: Color(hex: 0x203060)), paper: .squared)
  }

  @Test func theNoteIsTheGoldenFile() throws {
    let svg = try goldenPage().svg(millimetersPerUnit: InkPage.millimetersPerUnit)
    #expect(try goldenBytes("note.svg") == Array(svg.utf8))
  }

  /// CairoSVG drew the golden file; the project's own drawing of the page is the same but for the edges.
  @Test func anotherProgramDrawsItAsWeDo() throws {
    let page = try goldenPage()
    let other = try Image(data: goldenBytes("note.cairosvg.png"), name: "note.cairosvg.png").rgb()
    let own = try page.image(pixelsPerUnit: Float(other.width) / page.area.width)
    #expect(abs(own.height - other.height) <= 1 && abs(own.width - other.width) <= 1)
    var different = 0
    var inked = 0
    for row in 0..<min(own.height, other.height) {
      for column in 0..<min(own.width, other.width) {
        let (one, two) = (Int(own[row, column, 0]), Int(other[row, column, 0]))
        if two < 128 { inked += 1 }
        // Rules cover whole pixels in our pictures, so pale differences are none.
        if abs(one - two) > 100 { different += 1 }
      }
    }
    #expect(inked > 500 && different * 100 < inked, "\(different) of \(inked) pixels")
  }

  @Test(.enabled(if: Python.hasModules("xml.etree.ElementTree"), "needs Python"))
  func pythonReadsWhatWasWritten() throws {
    let folder = try TemporaryFolder()
    let ink = randomInk(seed: 4)
    let pen = InkPen(width: 1.5, color: Color(hex: 0x00FF0A))
    let path = try folder.write(
      InkPage(ink, pen: pen, paper: .ruled).svg(millimetersPerUnit: 0.5), to: "a.svg")
    let lines = try Python.run(SVGTests.script, [path]).split(separator: "\n").map(String.init)
    let bounds = try #require(ink.bounds)
    func text(_ value: Float) -> String { "\(value)" }
    for (stroke, line) in zip(ink.strokes, lines) {
      let ends = [stroke.points[0], stroke.points[stroke.points.count - 1]]
      #expect(line == ends.map { "\(text($0.x)) \(text($0.y))" }.joined(separator: " "))
    }
    let size = "\(0.5 * (bounds.width + 40))mm \(0.5 * (bounds.height + 40))mm"
      .replacing(".0mm", with: "mm")
    #expect(lines.count == ink.strokes.count + 1 && lines.last == "\(size) #00ff0a 1.5")
  }

  @Test func papersHaveTheirRules() {
    let area = InkBounds(left: -10, top: -70, right: 90, bottom: 70)
    func rules(_ paper: InkPaper) -> (levels: Int, columns: Int) {
      let svg = InkPage(Handwriting(), area: area, paper: paper).svg()
      return (svg.matches(of: /H90/).count, svg.matches(of: /V70/).count)
    }
    #expect(rules(.plain) == (0, 0) && rules(.ruled) == (3, 0) && rules(.squared) == (3, 3))
    // As many as would be one surface are none.
    #expect(rules(.ruled(spacing: 1e-9)) == (0, 0) && rules(.squared(spacing: -1)) == (0, 0))
    let own = InkPage(Handwriting(), area: area, paperColor: Color(hex: 0xFFF8E0)).svg()
    #expect(own.contains("fill=\"#fff8e0\"") && !own.contains("mm\""))
  }

  @Test func emptyAndEndlessInkIsStillAnImage() {
    #expect(InkPage(Handwriting()).svg().hasSuffix("</svg>\n"))
    let ink = Handwriting([InkStroke(points((.nan, 1), (2, .infinity))), InkStroke(points((1, 1)))])
    let svg = InkPage(ink).svg()
    #expect(!svg.contains("nan") && !svg.contains("inf") && svg.contains("<circle"))
  }
}
