import Imaging
import TensorCore
import Testing

@testable import Datasets

/// Pages on which a digit is not the only thing, or hard to see: read as the same digit on a plain page.
@Suite struct HardPagesTests {
  private let size = ImageSize(height: 240, width: 200)
  private let ink = Color(gray: 30)

  private func digit(on paper: Color = .white, _ ink: Color? = nil) -> Canvas {
    var canvas = Canvas(size: size, background: paper)
    canvas.text("5", x: 70, y: 60, ink ?? self.ink, scale: 12)
    return canvas
  }

  private func expectSame(_ canvas: Canvas, _ comment: Comment, within limit: Float = 0.05) {
    let expected = DigitReader.read(digit().image)
    let found = DigitReader.read(canvas.image)
    let distance = zip(found, expected).reduce(Float(0)) { $0 + abs($1.0 - $1.1) } / 784
    #expect(distance < limit, "\(comment): \(distance)")
  }

  @Test func aSheetOnADarkDesk() {
    for (left, top) in [(60, 40), (0, 80), (150, 0)] {
      var desk = Canvas(size: ImageSize(height: 400, width: 420), background: Color(gray: 50))
      desk.blit(digit().image, left: left, top: top)
      expectSame(desk, "at \(left), \(top)")
    }
    var light = Canvas(size: ImageSize(height: 300, width: 300), background: .white)
    light.blit(digit(on: Color(gray: 40), .white).image, left: 40, top: 30)
    expectSame(light, "a blackboard on a white wall")
  }

  @Test func aDrawnBox() {
    var canvas = digit()
    for (left, top, width, height) in [
      (45, 35, 110, 4), (45, 171, 110, 4), (45, 35, 4, 140), (151, 35, 4, 140),
    ] {
      canvas.fill(Rectangle(left: left, top: top, width: width, height: height), ink)
    }
    expectSame(canvas, "a box")
  }

  @Test func ruledAndSquaredPaper() {
    for isSquared in [false, true] {
      var canvas = Canvas(size: size, background: .white)
      let blue = Color(hex: 0x90B0E0)
      for at in stride(from: 9, to: 240, by: 26) {
        canvas.fill(Rectangle(left: 0, top: at, width: 200, height: 2), blue)
        if isSquared { canvas.fill(Rectangle(left: at, top: 0, width: 2, height: 240), blue) }
      }
      canvas.text("5", x: 70, y: 60, ink, scale: 12)
      expectSame(canvas, isSquared ? "squared" : "ruled", within: 0.08)
    }
  }

  @Test func dottedStrokes() {
    let full = digit().image.gray()
    var canvas = Canvas(size: size)
    for row in stride(from: 2, to: 240, by: 8) {
      for column in stride(from: 2, to: 200, by: 8) where full[row, column, 0] < 128 {
        canvas.fill(Rectangle(left: column - 2, top: row - 2, width: 5, height: 5), ink)
      }
    }
    expectSame(canvas, "dots", within: 0.12)
  }

  @Test func coloursOfEqualBrightness() {
    // Luma 0.299 R + 0.587 G + 0.114 B is 90 for each.
    for (paper, ink) in [
      (0xDC_2A00, 0x00_9900), (0x00_99_00, 0xDC_2A_00), (0x20_6E_A0, 0xB0_3F_05),
    ] {
      expectSame(digit(on: Color(hex: UInt32(paper)), Color(hex: UInt32(ink))), "\(paper)")
    }
  }

  @Test func faintInk() {
    let random = RandomSource(seed: 4)
    for grain in [0, 2] {
      var image = digit(on: Color(gray: 200), Color(gray: 190)).image.gray()
      for index in 0..<size.pixelCount {
        let (row, column) = (index / size.width, index % size.width)
        let change = grain == 0 ? 0 : random.index(below: grain + 1) - 1
        image[row, column, 0] = UInt8(Int(image[row, column, 0]) + change)
      }
      expectSame(Canvas(image), "grain \(grain)", within: 0.08)
    }
  }

  /// Nothing that could be a digit: each of these was called 1 with certainty once.
  @Test func nothingIsNoDigit() {
    let random = RandomSource(seed: 3)
    for (height, width) in [(28, 28), (100, 80), (300, 400)] {
      func picture(_ value: (Int, Int) -> Double) -> Image {
        let size = ImageSize(height: height, width: width)
        return Image(
          size: size, format: .gray,
          pixels: (0..<size.pixelCount).map {
            UInt8(min(max(value($0 / width, $0 % width), 0), 255))
          })
      }
      let pictures: [(Comment, Image)] = [
        ("white", picture { _, _ in 255 }),
        ("one pixel", picture { $0 == 9 && $1 == 12 ? 0 : 255 }),
        ("noise", picture { _, _ in Double(random.index(below: 256)) }),
        ("grain", picture { _, _ in 240 + Double(random.index(below: 9)) }),
        ("gradient", picture { _, column in Double(column * 255 / width) }),
        ("corner to corner", picture { Double(($0 + $1) * 255 / (height + width)) }),
        ("half", picture { _, column in column * 2 < width ? 30 : 220 }),
        ("rules", picture { row, _ in row % max(height / 8, 4) == 0 ? 150 : 250 }),
      ]
      for (name, image) in pictures {
        #expect(DigitReader.find(image) == nil, "\(name) \(height) x \(width)")
        #expect(DigitReader.read(image) == [Float](repeating: 0, count: 784))
      }
      let clear = Image(
        size: ImageSize(height: height, width: width), format: .rgba,
        pixels: (0..<height * width).flatMap { _ in
          (0..<3).map { _ in UInt8(random.index(below: 256)) } + [0]
        })
      #expect(DigitReader.find(clear) == nil, "transparent")
    }
  }

  @Test func ranksAreThoseOfSortedNumbers() {
    let values: [Float] = [0, -0.5, 3, 3, 1e-30, -7, 2.5, .infinity, 0.1, -1e-20, 65504]
    for (rank, value) in values.sorted().enumerated() {
      #expect(ranked(values, at: rank) == value)
    }
  }
}
