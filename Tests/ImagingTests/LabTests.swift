import Imaging
import Testing

@Suite struct LabTests {
  /// skimage.color.rgb2lab, and Lindbloom's calculator, to the places given.
  @Test(
    arguments: [
      (0xFF0000, [53.24, 80.09, 67.20]), (0x00FF00, [87.74, -86.18, 83.18]),
      (0x0000FF, [32.30, 79.19, -107.86]), (0xFFFFFF, [100, 0, 0]), (0x000000, [0, 0, 0]),
      (0x808080, [53.59, 0, 0]), (0xFFFF00, [97.14, -21.55, 94.48]),
    ] as [(UInt32, [Float])])
  func knownColors(hex: UInt32, expected: [Float]) {
    let lab = Lab(Color(hex: hex))
    #expect(abs(lab.lightness - expected[0]) < 0.02)
    #expect(abs(lab.a - expected[1]) < 0.03)
    #expect(abs(lab.b - expected[2]) < 0.03)
  }

  @Test func thereAndBackIsExact() {
    for red in stride(from: 0, through: 255, by: 15) {
      for green in stride(from: 0, through: 255, by: 17) {
        for blue in stride(from: 0, through: 255, by: 5) {
          let color = Color(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
          #expect(Color(Lab(color)) == color)
        }
      }
    }
  }

  @Test func picturesConvertPixelByPixel() {
    let image = samplePicture(ImageSize(height: 3, width: 5), .rgb)
    let samples = image.labSamples()
    #expect(samples.count == 45)
    let first = Lab(Color(red: image.pixels[0], green: image.pixels[1], blue: image.pixels[2]))
    #expect(Array(samples[..<3]) == [first.lightness, first.a, first.b])
    #expect(Image(size: image.size, labSamples: samples) == image)
  }

  @Test func colorsOutsideTheRangeAreClamped() {
    #expect(Color(Lab(lightness: 200, a: 0, b: 0)) == .white)
    #expect(Color(Lab(lightness: -50, a: 0, b: 0)) == .black)
    #expect(Color(Lab(lightness: .nan, a: 0, b: 0)) == .black)
  }
}
