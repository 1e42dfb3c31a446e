import Imaging
import Testing

@Suite struct ConversionTests {
  private let one = ImageSize(height: 1, width: 1)

  @Test func lumaIsThatOfRec601() {
    let colors = Image(
      size: ImageSize(height: 1, width: 5), format: .rgb,
      pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 7, 7, 7])
    #expect(colors.gray().pixels == [76, 150, 29, 255, 7])
  }

  @Test func opacityIsMixedWithTheBackground() {
    let half = Image(size: one, format: .rgba, pixels: [200, 0, 100, 128])
    #expect(half.composited(over: .black).pixels == [100, 0, 50])
    #expect(half.composited(over: .white).pixels == [227, 127, 177])
    let clear = Image(size: one, format: .grayAlpha, pixels: [0, 0])
    #expect(clear.gray().pixels == [255])
    #expect(clear.composited(over: Color(hex: 0x102030)).pixels == [16, 32, 48])
  }

  @Test func grayBecomesRGB() {
    let gray = Image(size: ImageSize(height: 1, width: 2), format: .gray, pixels: [3, 9])
    #expect(gray.rgb().pixels == [3, 3, 3, 9, 9, 9])
    #expect(gray.rgb().gray() == gray)
  }

  @Test func inversionKeepsOpacity() {
    let image = Image(size: one, format: .rgba, pixels: [0, 100, 255, 9])
    #expect(image.inverted().pixels == [255, 155, 0, 9])
  }

  @Test func samplesRunFromZeroToOne() {
    let image = Image(size: ImageSize(height: 1, width: 3), format: .gray, pixels: [0, 51, 255])
    #expect(image.grayPlane() == [0, 0.2, 1])
    let back = Image(size: image.size, format: .gray, samples: [-1, 0.2, .infinity])
    #expect(back.pixels == [0, 51, 255])
    #expect(Image(size: one, format: .gray, samples: [.nan]).pixels == [0])
  }
}
