import Files
import TestSupport
import Testing

@testable import Imaging

@Suite struct OutlineFontTests {
  /// In em: A is 0.6 wide and 0.8 high, é 0.3 and 0.5, 中 0.9 and 0.9.
  private static let letters: [(scalar: Unicode.Scalar, width: Int, height: Int)] = [
    ("A", 600, 800), ("H", 500, 700), ("é", 300, 500), ("0", 500, 700), (" ", 0, 0),
  ]
  private static let chinese: [(scalar: Unicode.Scalar, width: Int, height: Int)] = [
    ("中", 900, 900)
  ]

  private func font() throws -> OutlineFont {
    try OutlineFont(data: TinyFont(OutlineFontTests.letters).bytes)
  }

  @Test func textIsAsWideAsItsAdvances() throws {
    let font = try font()
    #expect(abs(font.capHeight - 0.7) < 1e-6 && abs(font.ascent - 0.9) < 1e-6)
    #expect(abs(font.descent - 0.2) < 1e-6)
    #expect(abs(font.width(of: "A", size: 100) - 70) < 0.1)
    #expect(abs(font.width(of: "AA é", size: 100) - (70 + 70 + 10 + 40)) < 0.2)
    #expect(font.width(of: "", size: 100) == 0)
    #expect(font.width(of: "e\u{301}", size: 100) == font.width(of: "é", size: 100))
    #expect(font.width(of: "A\u{200B}\u{FE0F}", size: 100) == font.width(of: "A", size: 100))
    #expect(font.width(of: "A\n", size: 100) == font.width(of: "A ", size: 100))
  }

  @Test func glyphsCoverTheirPixels() throws {
    var canvas = Canvas(size: ImageSize(height: 100, width: 100))
    canvas.text("A", at: Point(x: 10, y: 90), .black, font: try font(), size: 50)
    for row in 0..<100 {
      for column in 0..<100 {
        let isInside = row >= 50 && row < 90 && column >= 10 && column < 40
        #expect(canvas[row, column] == (isInside ? .black : .white), "\(row), \(column)")
      }
    }
  }

  @Test func anchorsMoveTheLine() throws {
    let font = try font()
    func columns(_ anchor: TextAnchor) -> [Int] {
      var canvas = Canvas(size: ImageSize(height: 60, width: 200))
      canvas.text(
        "A", at: Point(x: 100, y: 50), .black, font: font, size: 40, anchor: anchor)
      return (0..<200).filter { canvas[40, $0] == .black }
    }
    #expect(columns(.leading) == Array(100..<124))
    #expect(columns(.center) == Array(86..<110))
    #expect(columns(.trailing) == Array(72..<96))
  }

  @Test func turnedTextReadsUpwards() throws {
    var canvas = Canvas(size: ImageSize(height: 100, width: 100))
    canvas.text("A", at: Point(x: 60, y: 90), .black, font: try font(), size: 50, degrees: 90)
    // The base line runs up from the anchor; the letter lies to its left.
    var dark = 0
    for row in 0..<100 {
      for column in 0..<100 where canvas[row, column].luma < 128 {
        dark += 1
        #expect(row >= 60 && row < 90 && column >= 20 && column < 60, "\(row), \(column)")
      }
    }
    #expect(dark == 40 * 30)
  }

  @Test func turningKeepsTheInk() throws {
    func ink(_ degrees: Float) throws -> Double {
      var canvas = Canvas(size: ImageSize(height: 200, width: 200))
      canvas.text(
        "AéA", at: Point(x: 100, y: 100), .black, font: try font(), size: 30, anchor: .center,
        degrees: degrees)
      return canvas.image.pixels.reduce(0) { $0 + Double(255 - $1) } / 255 / 3
    }
    let area = 2 * 18.0 * 24 + 9 * 15
    for degrees: Float in [0, 17, 45, 90, 135, 180, -30, 270] {
      #expect(abs(try ink(degrees) - area) < 0.02 * area, "\(degrees) degrees")
    }
  }

  @Test func laterFilesStandIn() throws {
    let folder = try TemporaryFolder()
    let latin = try folder.write(TinyFont(OutlineFontTests.letters).bytes, to: "latin.ttf")
    let chinese = try folder.write(TinyFont(OutlineFontTests.chinese).bytes, to: "a/chinese.ttf")
    let both = try OutlineFont(contentsOf: [latin, chinese])
    #expect(abs(both.width(of: "A中", size: 100) - 170) < 0.2)
    #expect(both.missingCharacters(in: "A中é中文!文") == ["文", "!"])
    #expect(abs(both.width(of: "文", size: 100) - 50) < 0.1, "the box of the first file")
  }

  @Test func longTextIsShortened() throws {
    let font = try font()
    #expect(font.fitted("AAAA", width: 280, size: 100) == "AAAA")
    #expect(font.fitted("AAAA", width: 279, size: 100) == "AAA…")
    #expect(font.fitted("AAAA", width: 10, size: 100) == "")
    #expect(font.fitted(String(repeating: "A", count: 1_000_000), width: 200, size: 100) == "AA…")
  }

  @Test func theSystemsFontsAreFound() throws {
    let folder = try TemporaryFolder()
    try folder.write(TinyFont(OutlineFontTests.letters).bytes, to: "one/latin.ttf")
    try folder.write(TinyFont(OutlineFontTests.chinese).bytes, to: "two/deep/chinese.OTF")
    try folder.write([1, 2, 3], to: "broken.ttf")
    func find(_ text: String, named: String = "") throws -> OutlineFont {
      try OutlineFont.find(for: [text], named: named, folders: [folder.path, "/does/not/exist"])
    }
    #expect(try find("A").missingCharacters(in: "中") == ["中"])
    #expect(try find("A 中\u{301}☺").missingCharacters(in: "A中") == [])
    #expect(throws: FontError.noGlyphs(characters: "文")) { try find("A中文") }
    #expect(throws: FontError.noGlyphs(characters: "B")) { try find("AB") }
    #expect(throws: FontError.noGlyphs(characters: "A")) {
      try OutlineFont.find(for: [], named: "", folders: [])
    }
    let named = folder.file("two/deep/chinese.OTF")
    #expect(abs(try find("中", named: named).capHeight - 0.7) < 1e-6)
    #expect(throws: FontError.file(.missing(file: "/no.ttf"))) {
      try find("A", named: named + ":/no.ttf")
    }
    #expect(
      FontError.noGlyphs(characters: "文").description.contains("fonts-wqy-microhei"))
  }

  @Test func damagedFilesAreErrorsOrHarmless() throws {
    let whole = TinyFont(OutlineFontTests.letters).bytes
    var errorCount = 0
    func draw(_ bytes: [UInt8]) {
      do {
        let font = try OutlineFont(data: bytes, name: "x.ttf")
        var canvas = Canvas(size: ImageSize(height: 30, width: 60))
        canvas.text("AHé0中", at: Point(x: 2, y: 20), .black, font: font, size: 20, degrees: 30)
        _ = font.fitted("AHé0", width: 30, size: 20)
      } catch {
        errorCount += 1
        #expect(error.description.hasPrefix("x.ttf: "))
      }
    }
    for length in 0..<whole.count { draw(Array(whole[..<length])) }
    #expect(errorCount > whole.count / 2)
    for index in whole.indices {
      for flip: UInt8 in [0x01, 0x80, 0xFF] {
        var bytes = whole
        bytes[index] ^= flip
        draw(bytes)
      }
    }
    var random = SeededRandom(seed: 5)
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      draw(bytes)
    }
  }

  @Test func otherFilesAreNoFonts() throws {
    for bytes in [[], Array("hello, this is text".utf8), Fixtures.interlaced.bytes] {
      #expect { try OutlineFont(data: bytes, name: "x.ttf") } throws: { error in
        guard case .unsupported(file: "x.ttf", _)? = error as? FontError else { return false }
        return "\(error)".hasPrefix("x.ttf: this font cannot be used")
      }
    }
    let folder = try TemporaryFolder()
    #expect(throws: FontError.file(.isDirectory(file: folder.path))) {
      try OutlineFont(contentsOf: [folder.path])
    }
  }

  @Test func placesFarAwayAndSizesAtTheirEndsAreHarmless() throws {
    let font = try font()
    var canvas = Canvas(size: ImageSize(height: 20, width: 20))
    for place: Float in [-1e30, 1e30, .infinity, .nan, 1e6, -500] {
      canvas.text("A", at: Point(x: place, y: 5), .black, font: font, size: 12)
      canvas.text("A", at: Point(x: 5, y: place), .black, font: font, size: 12, degrees: place)
    }
    #expect(canvas.image.pixels.allSatisfy { $0 == 255 })
    canvas.text("A", at: Point(x: 0, y: 20), .black, font: font, size: 1000)
    canvas.text("A", at: Point(x: 0, y: 20), .black, font: font, size: 1)
    #expect(canvas[10, 10] == .black)
  }

  /// Text on charts that the cells cannot write is written by a font of the system, where there is one.
  @Test(.enabled(if: (try? OutlineFont.system(for: ["中"])) != nil, "no font with Chinese"))
  func chartsWriteChinese() {
    func ink(_ text: String) -> Int {
      var canvas = Canvas(size: ImageSize(height: 60, width: 200))
      canvas.text(text, x: 10, y: 20, scale: 3)
      canvas.upwardText(text, x: 150, y: 50, scale: 1)
      return canvas.image.pixels.count { $0 < 128 }
    }
    // Strokes, and not two boxes of the same look.
    #expect(ink("鬱鬱") > 2 * ink("一一"))
    #expect(Canvas.textSize("中中").width > Canvas.textSize("中").width)
  }
}
