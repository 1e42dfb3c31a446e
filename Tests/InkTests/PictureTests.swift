import Imaging
import Ink
import TestSupport
import Testing

/// Pages as PNG and as GIF of the pen writing, and contact sheets.
@Suite struct PictureTests {
  private func page(_ paper: InkPaper = .plain) -> InkPage {
    InkPage(randomInk(seed: 7), pen: InkPen(width: 2, color: .black), paper: paper)
  }

  @Test func picturesHaveTheirScaleAndTheInkIsWhereItWasWritten() throws {
    let page = page()
    let image = try page.image(pixelsPerUnit: 2)
    #expect(image.width == Int((2 * page.area.width).rounded(.up)))
    for point in page.ink.points {
      let (row, column) = (Int(2 * (point.y - page.area.top)), Int(2 * (point.x - page.area.left)))
      #expect(image[row, column, 0] < 128, "nothing at \(point)")
    }
    // The margin is paper.
    #expect(image[0, 0, 0] == 255 && image[image.height - 1, image.width - 1, 2] == 255)
    #expect(try Image(data: page.png(pixelsPerUnit: 2), name: "x") == image)
  }

  @Test func aPenIsAsWideAsItSays() throws {
    let line = Handwriting([InkStroke(points((0, 0), (100, 0)))])
    for width in [1, 4, 9] as [Float] {
      let page = InkPage(line, pen: InkPen(width: width, color: .black))
      let image = try page.image(pixelsPerUnit: 3)
      let inked = (0..<image.height).reduce(Float(0)) { sum, row in
        sum + 1 - Float(image[row, image.width / 2, 0]) / 255
      }
      #expect(abs(inked - 3 * width) < 0.2, "\(width)")
    }
  }

  @Test func papersAreRuledThroughTheBaseline() throws {
    let area = InkBounds(left: 0, top: -50, right: 100, bottom: 50)
    var page = InkPage(Handwriting(), area: area, paper: .ruled, paperColor: Color(hex: 0xFFFAF0))
    page.ruleColor = .black
    var image = try page.image(pixelsPerUnit: 1)
    #expect(image[50, 30, 0] == 0 && image[49, 30, 2] == 0xF0 && image[51, 30, 2] == 0xF0)
    page.paper = .squared
    image = try page.image(pixelsPerUnit: 1)
    #expect(image[33, 40, 0] == 0 && image[33, 41, 0] == 255 && image[10, 33, 0] == 0)
  }

  @Test func hugePicturesAreRefusedAndNothingTraps() throws {
    let far = Handwriting([InkStroke(points((0, 0), (1e7, 3))), InkStroke(points((3e38, -3e38)))])
    let error = #expect(throws: InkError.self) { try InkPage(far).image() }
    #expect(error?.description.contains("at most 16000 a side") == true)
    #expect(throws: InkError.self) { try page().gif(pixelsPerUnit: 1000) }
    #expect(throws: InkError.self) {
      try InkPage(Handwriting([InkStroke(points((0, 0), (9000, 9000)))])).image(pixelsPerUnit: 1)
    }
    let odd = Handwriting([InkStroke(points((.nan, 0), (0, .infinity))), InkStroke([])])
    #expect(try InkPage(odd).image().height > 0)
    #expect(
      try InkSheet([.init(far, caption: "far"), .init(odd, caption: "odd")]).image().width > 0)
  }

  @Test(arguments: [1, 2, 30])
  func theFilmHasAtMostSoManyFrames(limit: Int) throws {
    let frames = try frames(of: page().gif(InkAnimation(seconds: 2, frameLimit: limit)))
    #expect(frames.count <= limit && frames.count >= min(limit, 25))
    #expect(frames.reduce(0, +) >= 200)
  }

  @Test func filmsAreTheSameEachTime() throws {
    #expect(try page(.ruled).gif() == page(.ruled).gif())
    #expect(try frames(of: InkPage(Handwriting()).gif()).count >= 1)
  }

  /// Pillow sees ink come and none go, and the last frame is the picture.
  @Test(.enabled(if: Python.hasModules("PIL"), "needs Pillow"))
  func anotherProgramSeesThePenWrite() throws {
    let folder = try TemporaryFolder()
    let page = page(.squared)
    try folder.write(page.gif(InkAnimation(seconds: 1), pixelsPerUnit: 2), to: "a.gif")
    try folder.write(page.png(pixelsPerUnit: 2), to: "a.png")
    let script = """
      import sys
      from PIL import Image, ImageChops
      film = Image.open(sys.argv[1] + "/a.gif")
      counts = []
      for index in range(film.n_frames):
          film.seek(index)
          counts.append(sum(film.convert("L").histogram()[:100]))
      assert counts == sorted(counts) and counts[0] < counts[-1] // 4, counts
      still = Image.open(sys.argv[1] + "/a.png").convert("RGB")
      print(max(high for _, high in ImageChops.difference(still, film.convert("RGB")).getextrema()))
      """
    let difference = try #require(
      Int(Python.run(script, [folder.path]).filter { !$0.isWhitespace }))
    #expect(difference < 8)
  }

  @Test func sheetsShowAllCells() throws {
    let cells = (0..<7).map { index in
      InkSheet.Cell(randomInk(seed: UInt64(index)), caption: "number \(index)")
    }
    let sheet = InkSheet(cells, columnCount: 3, cellSize: ImageSize(height: 60, width: 100))
    let image = try sheet.image()
    #expect(image.size == ImageSize(height: 16 + 3 * 106, width: 16 + 3 * 116))
    for index in 0..<7 {
      let (top, left) = (16 + index / 3 * 106, 16 + index % 3 * 116)
      let dark = (top..<top + 60).reduce(0) { sum, row in
        sum + (left..<left + 100).count { image[row, $0, 0] < 100 }
      }
      #expect(dark > 20, "cell \(index)")
      // Ink stays in its cell.
      #expect((0..<100).allSatisfy { image[top - 2, left + $0, 0] == 0xE7 })
    }
    #expect(throws: InkError.self) {
      try InkSheet(Array(repeating: cells[0], count: 9000), columnCount: 1).image()
    }
    #expect(try InkSheet([]).image().height > 0)
  }

  /// Hundredths of a second that the frames of a GIF file stand.
  private func frames(of gif: [UInt8]) throws -> [Int] {
    try #require(gif.starts(with: Array("GIF89a".utf8)))
    return gif.indices.dropLast(8).compactMap { index in
      // A graphic control extension: 21 F9 04, flags, delay, colour, 0.
      gif[index] == 0x21 && gif[index + 1] == 0xF9 && gif[index + 2] == 4 && gif[index + 7] == 0
        ? Int(gif[index + 4]) + 256 * Int(gif[index + 5]) : nil
    }
  }
}
