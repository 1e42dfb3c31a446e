import Ink
import TestSupport
import Testing

/// XML of the IAM On-Line Handwriting Database, and what XML may do to a reader.
@Suite struct XMLInkTests {
  private let line = """
    <?xml version="1.0" encoding="ISO-8859-1"?>
    <WhiteboardCaptureSession>
      <WhiteboardDescription>
        <SensorLocation corner="top_left"/>
        <DiagonallyOppositeCoords x="6512" y="1376"/>
        <VerticallyOppositeCoords x="966" y="1376"/>
      </WhiteboardDescription>
      <StrokeSet>
        <Stroke colour="black" start_time="769.05" end_time="769.64">
          <Point x="1073" y="1058" time="769.05"/>
          <Point x="1072" y="1085.5" time="769.07"/>
        </Stroke>
        <Stroke colour="black" start_time="769.70" end_time="769.90"><Point x="-6" y="7"/></Stroke>
        <Stroke/>
      </StrokeSet>
    </WhiteboardCaptureSession>
    """

  @Test func linesAreRead() throws {
    let samples = try readInk(Array(line.utf8), name: "x.xml")
    let strokes = [InkStroke(points((1073, 1058), (1072, 1085.5))), InkStroke(points((-6, 7)))]
    #expect(samples == [InkSample(ink: Handwriting(strokes))])
  }

  @Test func transcriptionAndWriterAreTaken() throws {
    let form = line.replacing(
      "<StrokeSet>",
      with: """
        <General><Form writerID="10075" id="a01"/></General><Transcription>
        <Text>\n A &amp; caf\u{E9} \n</Text></Transcription><StrokeSet>
        """)
    // Latin-1, as the file says.
    let bytes = form.unicodeScalars.map { UInt8($0.value) }
    let sample = try readInk(bytes, name: "x.xml")[0]
    #expect(sample.text == "A & café" && sample.writer == "10075")
    let lines = form.replacing(
      "<Text>", with: "<TextLine text=\"one\"/><TextLine text=\"two &lt;\"/><Text>")
    let other = try readInk(lines.unicodeScalars.map { UInt8($0.value) }, name: "x.xml")[0]
    #expect(other.text == "one\ntwo <")
  }

  @Test func filesOfAnotherProgramAreRead() throws {
    let note = try goldenNote()
    let sample = try readInk(goldenBytes("note.iam.xml"), name: "note.iam.xml")[0]
    #expect(sample.ink == note.ink && sample.text == note.text && sample.writer == note.writer)
  }

  @Test(arguments: [
    ("x=\"1073\"", "", "no x"), ("x=\"1073\"", "x=\"abc\"", "x=\"abc\", expected a number"),
    ("x=\"1073\"", "x=\"nan\"", "nan is no place"),
    ("y=\"7\"", "y=\"1e300\"", "1e+300 is no place"),
    ("x=\"1073\"", "x=\"-inf\"", "stroke 1, point 1"), ("x=\"-6\"", "x=-6", "not well-formed"),
    ("<StrokeSet>", "<StrokeSet></b>", "not well-formed"), ("<Stroke ", "<Other ", "XML"),
  ])
  func faultsAreNamed(old: String, new: String, what: String) {
    let description = failure(line.replacing(old, with: new))?.description ?? ""
    #expect(description.hasPrefix("x.ink: ") && description.contains(what), "\(description)")
  }

  @Test func entitiesAreRefused() {
    let laughs = (1...9).map { level in
      "<!ENTITY a\(level) \"" + String(repeating: "&a\(level - 1);", count: 10) + "\">"
    }.joined()
    for entities in ["<!ENTITY a0 \"ha\">" + laughs, "<!ENTITY a9 SYSTEM \"file:///etc/passwd\">"] {
      let bomb = line.replacing(
        "<WhiteboardCaptureSession>",
        with: "<!DOCTYPE WhiteboardCaptureSession [\(entities)]>\n<WhiteboardCaptureSession>&a9;")
      guard case .unsupported = failure(bomb) else {
        Issue.record("\(String(describing: failure(bomb)))")
        continue
      }
    }
  }

  @Test func declarationsAndEncodingsMayNotLeadAstray() throws {
    for added in ["<?xml?>", "<!ATTLIST a b CDATA #REQUIRED>", "<!NOTATION n>", "<!", "&a;"] {
      let text = line.replacing("<StrokeSet>", with: added + "<StrokeSet>")
      #expect(failure(text)?.description.contains("not well-formed") == true, "\(added) passed")
    }
    for encoding in ["UTF-7", "UTF-16", "IBM037", "x"] {
      let text = line.replacing("ISO-8859-1", with: encoding)
      #expect(failure(text)?.description.contains("encoding") == true)
    }
    // What other programs are told is none of ours.
    let told = line.replacing("<StrokeSet>", with: "<?x?><?y z?><StrokeSet>")
    #expect(try readInk(Array(told.utf8), name: "x") == readInk(Array(line.utf8), name: "x"))
  }

  @Test func commentsCDATAAndPlainTypesAreFine() throws {
    let text = line.replacing(
      "?>\n", with: "?>\n<!DOCTYPE WhiteboardCaptureSession SYSTEM \"a.dtd\">\n"
    )
    .replacing("<StrokeSet>", with: "<!-- a < b --><Text><![CDATA[a < b]]></Text><StrokeSet>")
    #expect(try readInk(Array(text.utf8), name: "x")[0].text == "a < b")
  }

  @Test func depthIsBounded() {
    let deep = line.replacing(
      "<StrokeSet>", with: String(repeating: "<a>", count: 100_000) + "<StrokeSet>")
    guard case .tooLarge(_, let what, _) = failure(deep) else {
      Issue.record("\(String(describing: failure(deep)))")
      return
    }
    #expect(what == "elements within one another")
  }
}
