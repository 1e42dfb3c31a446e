import Imaging
import Testing

@Suite struct PNGTests {
  @Test(arguments: PixelFormat.allCases)
  func writingAndReadingLosesNothing(format: PixelFormat) throws {
    for size in [ImageSize(height: 1, width: 1), ImageSize(height: 7, width: 33)] {
      let image = samplePicture(size, format)
      #expect(try Image(data: image.pngData()) == image)
    }
  }

  @Test func smallBitDepthsFillTheRange() throws {
    let one = try Fixtures.gray1.decoded()
    #expect(one.size == ImageSize(height: 3, width: 5) && one.format == .gray)
    #expect(one.pixels[..<6] == [255, 0, 255, 0, 255, 0])
    #expect(try Fixtures.gray2.decoded().pixels == [0, 85, 170, 255, 0, 85, 170, 255])
    #expect(try Fixtures.gray4.decoded().pixels == [0, 85, 170, 85, 170, 255])
  }

  @Test func sixteenBitsAreRounded() throws {
    // 0x12F0 is 18.86 of 255ths; its upper byte alone would be 18.
    #expect(try Fixtures.gray16.decoded().pixels == [19, 255])
    let rgb = try Fixtures.rgb16.decoded()
    #expect(rgb.format == .rgb)
    #expect(rgb.pixels == [0, 0, 255, 1, 0, 255, 0, 128, 255, 1, 128, 255])
  }

  @Test func palettesAndKeysBecomeColorsAndOpacity() throws {
    #expect(try Fixtures.palette.decoded().pixels == [255, 0, 0, 0, 255, 0, 0, 0, 255])
    let faded = try Fixtures.paletteAlpha.decoded()
    #expect(faded.format == .rgba)
    #expect(faded.pixels == [255, 0, 0, 7, 0, 255, 0, 255, 0, 0, 255, 255])
    let grayKey = try Fixtures.grayKey.decoded()
    #expect(grayKey.format == .grayAlpha && grayKey.pixels == [0, 255, 1, 0, 2, 255])
    let rgbKey = try Fixtures.rgbKey.decoded()
    #expect(rgbKey.pixels == [9, 9, 9, 0, 9, 9, 8, 255])
  }

  @Test func opacityIsNotPremultiplied() throws {
    #expect(try Fixtures.grayAlpha8.decoded().pixels == [10, 0, 200, 255])
    #expect(try Fixtures.rgba8.decoded().pixels == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func interlacedRowsComeInOrder() throws {
    let image = try Fixtures.interlaced.decoded()
    #expect(image.size == ImageSize(height: 7, width: 9))
    for y in 0..<7 {
      for x in 0..<9 {
        let pixel = (0..<3).map { Int(image[y, x, $0]) }
        #expect(pixel == [20 * x, 30 * y, x * y])
      }
    }
  }

  @Test func compressionLevelsDiffer() throws {
    let image = samplePicture(ImageSize(height: 64, width: 64), .rgb)
    #expect(try image.pngData(compression: 9).count < image.pngData(compression: 0).count)
  }

  @Test func aHugeTextInAFileIsNotUnpacked() throws {
    #expect(try Fixtures.textBomb.decoded().pixels == [77])
  }
}
