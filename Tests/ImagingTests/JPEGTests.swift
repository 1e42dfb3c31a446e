import Imaging
import Testing

@Suite struct JPEGTests {
  private func close(_ a: [UInt8], _ b: [Int], within tolerance: Int) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs(Int($0) - $1) <= tolerance }
  }

  @Test(arguments: [Fixtures.jpegRGB, Fixtures.jpegProgressive])
  func rampIsRead(fixture: Fixture) throws {
    let image = try fixture.decoded()
    #expect(image.size == ImageSize(height: 16, width: 24) && image.format == .rgb)
    let expected = (0..<16).flatMap { y in (0..<24).flatMap { x in [10 * x, 15 * y, 128] } }
    #expect(close(image.pixels, expected, within: 8))
  }

  @Test func grayStaysGray() throws {
    let image = try Fixtures.jpegGray.decoded()
    #expect(image.format == .gray && image.size == ImageSize(height: 16, width: 8))
    #expect(close(image.pixels, [Int](repeating: 200, count: 128), within: 1))
  }

  @Test(arguments: [
    (Fixtures.jpegCMYK, [255, 0, 0]), (Fixtures.jpegYCCK, [255, 255, 0]),
    (Fixtures.jpegPlainCMYK, [255, 255, 0]),
  ])
  func inksBecomeRGB(fixture: Fixture, color: [Int]) throws {
    let image = try fixture.decoded()
    #expect(image.format == .rgb && image.size == ImageSize(height: 8, width: 8))
    #expect(close(Array(image.pixels[..<3]), color, within: 4))
  }

  /// Where the white half lies once the picture is upright.
  @Test(arguments: [
    (Fixtures.jpegTurned1, "left"), (Fixtures.jpegTurned2, "right"),
    (Fixtures.jpegTurned3, "right"), (Fixtures.jpegTurned4, "left"),
    (Fixtures.jpegTurned5, "top"), (Fixtures.jpegTurned6, "top"),
    (Fixtures.jpegTurned7, "bottom"), (Fixtures.jpegTurned8, "bottom"),
  ])
  func orientationIsApplied(fixture: Fixture, white: String) throws {
    let image = try fixture.decoded()
    let isUpright = white == "left" || white == "right"
    #expect(image.size == ImageSize(height: isUpright ? 8 : 16, width: isUpright ? 16 : 8))
    let firstIsWhite = image[0, 0, 0] > 200
    let lastIsWhite = image[image.height - 1, image.width - 1, 0] > 200
    #expect(firstIsWhite == (white == "left" || white == "top"))
    #expect(lastIsWhite == (white == "right" || white == "bottom"))
  }

  @Test func writingAndReadingStaysClose() throws {
    let size = ImageSize(height: 17, width: 40)
    for format in [PixelFormat.gray, .rgb] {
      let smooth = samplePicture(size, .gray).resized(to: size)
      let image = format == .gray ? smooth : smooth.rgb()
      let back = try Image(data: image.jpegData(quality: 98))
      #expect(back.format == format && back.size == size)
      #expect(close(back.pixels, image.pixels.map { Int($0) }, within: 30))
    }
  }

  @Test func qualityChangesTheSize() throws {
    let image = samplePicture(ImageSize(height: 64, width: 64), .rgb)
    #expect(try image.jpegData(quality: 20).count < image.jpegData(quality: 95).count)
  }

  @Test func opacityIsCompositedOverWhite() throws {
    let clear = Image(size: ImageSize(height: 8, width: 8), format: .rgba)
    let back = try Image(data: clear.jpegData())
    #expect(back.format == .rgb && back.pixels.allSatisfy { $0 >= 254 })
  }
}
