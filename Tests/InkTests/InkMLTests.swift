import Ink
import Testing

/// InkML as its recommendation describes it.
@Suite struct InkMLTests {
  private func read(_ content: String) throws -> [InkSample] {
    let text = "<ink xmlns=\"http://www.w3.org/2003/InkML\">\(content)</ink>"
    return try readInk(Array(text.utf8), name: "x.inkml")
  }

  private func strokes(_ content: String) throws -> [[InkPoint]] {
    try read(content).flatMap { $0.ink.strokes.map(\.points) }
  }

  @Test func plainTracesAreXAndY() throws {
    let found = try strokes(
      "<trace>10 0, 9 14,\n8 28 ,7 42</trace><trace id='b'>130.5 -155</trace>")
    #expect(found == [points((10, 0), (9, 14), (8, 28), (7, 42)), points((130.5, -155))])
  }

  /// A start written out, then differences, then differences of differences, which hold until another prefix.
  @Test func prefixesHoldUntilTheNext() throws {
    let found = try strokes(
      "<trace>1125 18432,'23'43,\"7\"-8,3-5,7 -3,6 2,!9 !1, 10 11,* *</trace>")
    // x: +23, then +30, +33, +40, +46; y: +43, +35, +30, +27, +29.
    #expect(
      found == [
        points(
          (1125, 18432), (1148, 18475), (1178, 18510), (1211, 18540), (1251, 18567), (1297, 18596),
          (9, 1), (10, 11), (10, 11))
      ])
    // `*` goes on as before, `?` keeps the place.
    #expect(try strokes("<trace>1 1,'2'3,* *,* ?</trace>")[0].last == InkPoint(x: 7, y: 7))
    #expect(try strokes("<trace>5 5,'1 !9,1 8</trace>") == [points((5, 5), (6, 9), (7, 8))])
    #expect(try strokes("<trace>#1F 1e1,-2-3.5</trace>") == [points((31, 10), (-2, -3.5))])
  }

  @Test func channelsComeInTheOrderOfTheFormat() throws {
    let format = """
      <definitions><context xml:id="c"><inkSource xml:id="s"><traceFormat>
      <channel name="T" type="integer"/><channel name="Y" type="decimal" orientation="-ve"/>
      <channel name="S" type="boolean"/><channel name="X"/>
      <intermittentChannels><channel name="F"/></intermittentChannels></traceFormat></inkSource></context>
      <traceFormat xml:id="plain"><channel name="Y"/><channel name="X"/></traceFormat>
      <context xml:id="d" traceFormatRef="#plain"/><context xml:id="e" contextRef="#d"/>
      <context xml:id="round" contextRef="#round"/></definitions>
      """
    #expect(
      try strokes(format + "<trace contextRef='#c'>0 5 T 7,'1 '1 F 8 99</trace>")
        == [points((7, -5), (8, -6))])
    #expect(try strokes(format + "<trace contextRef='#d'>1 2</trace>") == [points((2, 1))])
    #expect(try strokes(format + "<trace contextRef='#e'>1 2</trace>") == [points((2, 1))])
    #expect(try strokes(format + "<trace contextRef='#round'>1 2</trace>") == [points((1, 2))])
    #expect(try strokes(format + "<trace>1 2</trace>") == [points((1, 2))])
    #expect(
      try strokes(format + "<traceGroup contextRef='#d'><trace>1 2</trace></traceGroup>")
        == [points((2, 1))])
    // The only format of a file holds for traces that name none.
    let only = "<traceFormat><channel name='Y'/><channel name='X'/></traceFormat>"
    #expect(try strokes(only + "<trace>1 2</trace>") == [points((2, 1))])
  }

  @Test func groupsWithATextAreSamples() throws {
    let samples = try read(
      """
      <annotation type="writer">ann</annotation><annotation type="age">7</annotation>
      <traceGroup><annotation type="truth">to be</annotation>
        <traceGroup><annotation type="truth">to</annotation><trace>1 1</trace></traceGroup>
        <trace>2 2</trace></traceGroup>
      <traceGroup><annotation type="truth">or</annotation><annotation type="writer">bob</annotation>
        <trace>3 3</trace></traceGroup><trace>4 4</trace>
      """)
    #expect(samples.map(\.text) == ["to be", "or", ""])
    #expect(samples.map(\.writer) == ["ann", "bob", "ann"])
    #expect(samples.map(\.ink.pointCount) == [2, 1, 1])
    let whole = try read(
      "<annotation type='truth'>x + 1</annotation><trace>1 1</trace><traceGroup><trace>2 2</trace></traceGroup>"
    )
    #expect(whole.map(\.text) == ["x + 1"] && whole[0].ink.pointCount == 2)
  }

  @Test func penUpIsLeftOutAndPartsAreJoined() throws {
    let found = try strokes(
      """
      <trace type="penUp">9 9</trace><trace xml:id="a" continuation="begin">1 1</trace>
      <trace xml:id="b">5 5</trace><trace continuation="end" priorRef="#a">2 2</trace>
      """)
    #expect(found == [points((1, 1), (2, 2)), points((5, 5))])
  }

  @Test func namespacesMayHavePrefixes() throws {
    let text =
      "<!-- <ink> --><i:ink xmlns:i=\"http://www.w3.org/2003/InkML\"><i:trace>1 2</i:trace></i:ink>"
    #expect(try readInk(Array(text.utf8), name: "x")[0].ink.points == points((1, 2)))
  }

  @Test func filesOfAnotherProgramAreRead() throws {
    let note = try goldenNote()
    let sample = try readInk(goldenBytes("note.inkml"), name: "note.inkml")[0]
    #expect(sample.ink == note.ink && sample.text == note.text && sample.writer == note.writer)
  }

  @Test(arguments: [
    (
      "<trace>1 2, 3</trace>",
      "trace 1, point 2: found 1 values, expected values of the channels X Y"
    ),
    ("<trace id='k'>1 2, a b</trace>", "trace k, point 2: found 'a b'"),
    ("<trace>1 --2</trace>", "'--2'"),
    ("<trace>1 2e400</trace>", "no place for a pen"), ("<trace>1 \"</trace>", "found 1 values"),
    ("<trace>1 20000001</trace>", "no place for a pen"), ("<trace>#G 2</trace>", "found '#G 2'"),
    ("<trace>1 1,'9e6'0,* *</trace>", "point 3"), ("<trace></trace>", "no stroke"),
    ("", "no stroke"),
    (
      "<traceFormat><channel name='X'/></traceFormat><trace>1</trace>",
      "without the channels X and Y, which is not handled"
    ),
  ])
  func faultsAreNamed(content: String, what: String) {
    let description = failure("<ink>\(content)</ink>")?.description ?? ""
    #expect(description.hasPrefix("x.ink: ") && description.contains(what), "\(description)")
  }
}
