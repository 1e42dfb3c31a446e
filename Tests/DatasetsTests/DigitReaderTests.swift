import Imaging
import TensorCore
import Testing

@testable import Datasets

/// Any picture becomes what MNIST's pictures look like.
@Suite struct DigitReaderTests {
  /// A 5 of so many pixels a cell (seven cells high) on a page.
  private func page(
    _ ink: Color = .black, on paper: Color = .white, height: Int = 200, width: Int = 160,
    x: Int = 50, y: Int = 40, scale: Int = 12
  ) -> Image {
    var canvas = Canvas(size: ImageSize(height: height, width: width), background: paper)
    canvas.text("5", x: x, y: y, ink, scale: scale)
    return canvas.image
  }

  /// The rows and columns that hold ink.
  private func box(_ pixels: [Float]) -> (rows: Range<Int>, columns: Range<Int>) {
    let inked = pixels.indices.filter { pixels[$0] > 0.1 }
    let rows = inked.map { $0 / 28 }
    let columns = inked.map { $0 % 28 }
    return (
      (rows.min() ?? 0)..<(rows.max() ?? -1) + 1, (columns.min() ?? 0)..<(columns.max() ?? -1) + 1
    )
  }

  private func expectNormalized(_ pixels: [Float], _ comment: Comment) {
    #expect(pixels.count == 784, comment)
    #expect(pixels.allSatisfy { $0 >= 0 && $0 <= 1 }, comment)
    #expect(pixels.contains { $0 > 0.9 }, comment)
    let (rows, columns) = box(pixels)
    #expect((18...21).contains(max(rows.count, columns.count)), comment)
    let total = pixels.reduce(0, +)
    let row = pixels.indices.reduce(Float(0)) { $0 + Float($1 / 28) * pixels[$1] } / total
    let column = pixels.indices.reduce(Float(0)) { $0 + Float($1 % 28) * pixels[$1] } / total
    #expect(abs(row - 13.5) <= 1 && abs(column - 13.5) <= 1, comment)
  }

  private func distance(_ x: [Float], _ y: [Float]) -> Float {
    zip(x, y).reduce(0) { $0 + abs($1.0 - $1.1) } / 784
  }

  @Test func inkAndPaperOfAnyColourGiveTheSameDigit() {
    let expected = DigitReader.read(page())
    expectNormalized(expected, "black on white")
    let colours: [(Color, Color)] = [
      (.white, .black), (Color(hex: 0x2040C0), .white), (Color(hex: 0xC02020), Color(gray: 230)),
      (Color(hex: 0xF0E060), Color(hex: 0x104020)), (Color(gray: 150), Color(gray: 200)),
      (Color(gray: 90), Color(gray: 30)),
    ]
    for (ink, paper) in colours {
      let pixels = DigitReader.read(page(ink, on: paper))
      expectNormalized(pixels, "\(ink) on \(paper)")
      #expect(distance(pixels, expected) < 0.03, "\(ink) on \(paper)")
    }
  }

  @Test func placeAndSizeDoNotMatter() {
    let expected = DigitReader.read(page())
    for (x, y, scale) in [(5, 5, 12), (95, 110, 12), (50, 60, 6), (30, 20, 18)] {
      let pixels = DigitReader.read(page(x: x, y: y, scale: scale))
      expectNormalized(pixels, "\(scale) at \(x), \(y)")
      #expect(distance(pixels, expected) < 0.06, "\(scale) at \(x), \(y)")
    }
    let large = DigitReader.read(page(height: 2000, width: 1600, x: 900, y: 1000, scale: 80))
    #expect(distance(large, expected) < 0.06)
  }

  @Test func transparencyIsPaper() {
    let opaque = page()
    for (ink, format) in [(UInt8(0), PixelFormat.rgba), (255, .rgba), (0, .grayAlpha)] {
      let samples = opaque.gray().pixels.flatMap { gray in
        [UInt8](repeating: ink, count: format.colorChannelCount) + [255 - gray]
      }
      let pixels = DigitReader.read(Image(size: opaque.size, format: format, pixels: samples))
      expectNormalized(pixels, "ink \(ink) in \(format)")
      #expect(distance(pixels, DigitReader.read(opaque)) < 0.02)
    }
  }

  @Test func unevenLightDoesNotMatter() {
    var image = page().gray()
    for row in 0..<image.height {
      for column in 0..<image.width {
        let light = 0.7 + 0.2 * Float(row) / 200 + 0.1 * Float(column) / 160
        image[row, column, 0] = UInt8(Float(image[row, column, 0]) * light * 0.9 + 10)
      }
    }
    let pixels = DigitReader.read(image)
    expectNormalized(pixels, "uneven light")
    #expect(distance(pixels, DigitReader.read(page())) < 0.05)
  }

  @Test func specksAreNotTheDigit() {
    var canvas = Canvas(page())
    canvas.fill(Rectangle(left: 3, top: 190, width: 3, height: 3), .black)
    canvas.fill(Rectangle(left: 150, top: 3, width: 2, height: 2), .black)
    #expect(distance(DigitReader.read(canvas.image), DigitReader.read(page())) < 0.02)
  }

  @Test func aPictureOfTheSetStaysAsItIs() {
    var canvas = Canvas(size: ImageSize(height: 28, width: 28), background: .black)
    canvas.text("3", x: 9, y: 4, .white, scale: 3)
    let image = canvas.image.gray()
    #expect(DigitReader.read(image) == image.pixels.map { Float($0) / 255 })
  }

  @Test func blankPagesHoldNothing() {
    for value in [0, 7, 128, 255] as [UInt8] {
      for format in PixelFormat.allCases {
        let image = Image(
          size: ImageSize(height: 60, width: 50), format: format, filledWith: value)
        #expect(DigitReader.read(image).allSatisfy { $0 == 0 }, "\(value) in \(format)")
      }
    }
  }

  @Test(arguments: [
    (1, 1), (1, 2), (2, 1), (3, 3), (1, 3000), (3000, 1), (28, 28), (5, 2000), (401, 399), (7, 6),
  ])
  func noSizeIsATrap(height: Int, width: Int) {
    let random = RandomSource(seed: UInt64(height * 10_000 + width))
    let size = ImageSize(height: height, width: width)
    for format in PixelFormat.allCases {
      let noise = (0..<size.pixelCount * format.channelCount).map { _ in
        UInt8(random.index(below: 256))
      }
      for pixels in [noise, noise.map { $0 > 250 ? 255 : 0 }, noise.map { $0 / 64 + 100 }] {
        let read = DigitReader.read(Image(size: size, format: format, pixels: pixels))
        #expect(read.count == 784)
        #expect(read.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(size) \(format)")
      }
    }
  }
}
