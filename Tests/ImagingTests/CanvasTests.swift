import Imaging
import Testing

@Suite struct CanvasTests {
  private let ink = Color(hex: 0x102030)

  private func blank(_ height: Int, _ width: Int) -> Canvas {
    Canvas(size: ImageSize(height: height, width: width))
  }

  private func inkedPixels(_ canvas: Canvas) -> Int {
    stride(from: 0, to: canvas.image.pixels.count, by: 3).count { canvas.image.pixels[$0] < 255 }
  }

  @Test func rectanglesAreClipped() {
    var canvas = blank(4, 5)
    canvas.fill(Rectangle(left: 3, top: -5, width: 100, height: 7), ink)
    #expect(inkedPixels(canvas) == 4)
    #expect(canvas[0, 3] == ink && canvas[1, 4] == ink && canvas[2, 3] == .white)
    canvas.fill(Rectangle(left: 50, top: 50, width: 9, height: 9), ink)
    canvas.outline(Rectangle(left: -2, top: -2, width: 0, height: 3), ink)
    #expect(inkedPixels(canvas) == 4)
  }

  @Test func outlinesAreHollow() {
    var canvas = blank(6, 6)
    canvas.outline(Rectangle(left: 1, top: 1, width: 4, height: 4), ink)
    #expect(inkedPixels(canvas) == 12 && canvas[2, 2] == .white && canvas[4, 4] == ink)
  }

  @Test func opacityMixes() {
    var canvas = blank(1, 1)
    canvas.blend(row: 0, column: 0, .black, opacity: 0.5)
    #expect(canvas[0, 0] == Color(gray: 128))
  }

  @Test func aLevelLineThroughPixelCentresIsSharp() {
    var canvas = blank(5, 10)
    canvas.line(from: Point(x: 2.5, y: 2.5), to: Point(x: 7.5, y: 2.5), .black)
    for column in 2...7 {
      #expect(canvas[2, column] == .black && canvas[1, column] == .white)
    }
  }

  @Test func aCircleHasItsArea() {
    var canvas = blank(60, 60)
    canvas.circle(center: Point(x: 30, y: 30), radius: 20, .black)
    let area = stride(from: 0, to: canvas.image.pixels.count, by: 3)
      .reduce(Float(0)) { $0 + 1 - Float(canvas.image.pixels[$1]) / 255 }
    #expect(abs(area - .pi * 400) < 10)
    #expect(canvas[30, 30] == .black)
    var ring = blank(60, 60)
    ring.circle(center: Point(x: 30, y: 30), radius: 20, .black, thickness: 3)
    #expect(ring[30, 30] == .white && ring[30, 12] == .black)
  }

  @Test func pointsThatAreNotNumbersLeaveGaps() {
    var canvas = blank(5, 20)
    let xs: [Float] = [1.5, 6.5, .nan, 12.5, 18.5]
    canvas.polyline(xs.map { Point(x: $0, y: 2.5) }, .black)
    #expect(canvas[2, 4] == .black && canvas[2, 9] == .white && canvas[2, 15] == .black)
    canvas.polyline([], .black)
    canvas.polyline([Point(x: .infinity, y: .nan)], .black)
    canvas.polyline([Point(x: -1e30, y: 2), Point(x: 1e30, y: 2)], .black)
    canvas.circle(center: Point(x: .nan, y: 0), radius: 3, .black)
  }

  @Test func picturesAreDrawnWithTheirOpacity() {
    var canvas = blank(4, 4)
    let image = Image(
      size: ImageSize(height: 1, width: 2), format: .rgba, pixels: [0, 0, 0, 255, 0, 0, 0, 0])
    canvas.blit(image, left: -1, top: 1, scale: 2)
    #expect(canvas[1, 0] == .black && canvas[2, 0] == .black && canvas[1, 1] == .white)
    #expect(inkedPixels(canvas) == 2)
  }

  @Test func heatMapsRunFromLowToHigh() {
    var canvas = blank(2, 4)
    let frame = Rectangle(left: 0, top: 0, width: 4, height: 2)
    canvas.heatMap([-3, 5], grid: ImageSize(height: 1, width: 2), in: frame, map: .gray)
    #expect(canvas[0, 0] == .black && canvas[1, 3] == .white)
    canvas.heatMap([.nan, 1], grid: ImageSize(height: 1, width: 2), in: frame)
    canvas.heatMap([2, 2], grid: ImageSize(height: 1, width: 2), in: frame)
  }

  @Test(arguments: [ColorMap.ember, .gray, .blues, .reds])
  func colorMapsAreEvenInLightness(map: ColorMap) {
    let lightness = (0...20).map { Lab(map.color(at: Float($0) / 20)).lightness }
    let steps = zip(lightness, lightness.dropFirst()).map { $1 - $0 }
    let mean = steps.reduce(0, +) / Float(steps.count)
    #expect(steps.allSatisfy { $0 * mean > 0 && abs($0 - mean) < 1.6 }, "\(steps)")
  }

  @Test func everyCharacterHasItsOwnShape() {
    var seen: Set<Image> = []
    for code in 33...126 as ClosedRange<UInt8> {
      var canvas = blank(12, 10)
      canvas.text(String(Unicode.Scalar(code)), x: 1, y: 1, scale: 1)
      #expect(inkedPixels(canvas) > 0)
      seen.insert(canvas.image)
    }
    #expect(seen.count == 94)
  }

  @Test func textIsAnchoredAndMeasured() {
    let size = Canvas.textSize("Hi", scale: 3)
    #expect(size == ImageSize(height: 21, width: (5 + 1 + 1) * 3))
    var canvas = blank(40, 60)
    canvas.text("HI", x: 59, y: 2, scale: 1, anchor: .trailing)
    #expect(canvas[2, 58] == .black && canvas[2, 59] == .white)
    canvas.upwardText("HI", x: 2, y: 39, scale: 1)
    #expect(canvas[38, 2] == .black)
    canvas.text("far away", x: -5000, y: 99_999)
    #expect(Canvas.fitted("abcdefgh", width: 30, scale: 1) == "abcd..")
    #expect(Canvas.fitted("abcdefgh", width: 1, scale: 1) == "")
  }
}
