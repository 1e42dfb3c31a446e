import TestSupport
import Testing

@testable import Imaging

/// Colours that are joined to lightness.
@Suite struct ColorizationTests {
  private let size = ImageSize(height: 20, width: 30)

  /// Dark on the left, light on the right.
  private var edge: Plane {
    Plane(size: size, values: (0..<600).map { $0 % 30 < 15 ? 20 : 80 })
  }

  private func lightness(_ image: Image) -> [Float] {
    let lab = image.labSamples()
    return stride(from: 0, to: lab.count, by: 3).map { lab[$0] }
  }

  @Test(arguments: [PixelFormat.gray, .grayAlpha, .rgb, .rgba])
  func everyPixelKeepsItsLightness(format: PixelFormat) {
    var random = SeededRandom(seed: 2)
    let pixels = (0..<600).flatMap { _ -> [UInt8] in
      let gray = UInt8.random(in: 0...255, using: &random)
      let colors = [UInt8](repeating: gray, count: format.colorChannelCount)
      return colors + (format.hasAlpha ? [UInt8.random(in: 0...255, using: &random)] : [])
    }
    let picture = PictureFile(Image(size: size, format: format, pixels: pixels))
    // Far more chroma than sRGB has.
    let a = Plane(size: size, values: (0..<600).map { Float($0 % 7) * 40 - 120 })
    let b = Plane(size: size, values: (0..<600).map { Float($0 % 5) * 60 - 120 })
    let light = picture.lightness(longerSide: 30)
    let chroma = GuidedChroma(a: a, b: b, guide: light, radius: 1, epsilon: 1)
    let colored = picture.colored(by: chroma)
    #expect(colored.format == (format.hasAlpha ? .rgba : .rgb))
    let (before, after) = (stored(picture), stored(colored))
    for (one, other) in zip(lightness(before), lightness(after)) {
      #expect(abs(one - other) < 0.5)
    }
    if format.hasAlpha {
      for pixel in 0..<600 {
        #expect(
          colored.image.pixels[4 * pixel + 3] == pixels[(pixel + 1) * format.channelCount - 1])
      }
    }
  }

  /// Without opacity, so that nothing is composited.
  private func stored(_ picture: PictureFile) -> Image {
    let image = picture.image
    guard image.format.hasAlpha else { return image }
    let channels = image.channelCount
    return Image(
      size: image.size, format: image.format == .rgba ? .rgb : .gray,
      pixels: image.pixels.enumerated().filter { $0.offset % channels < channels - 1 }
        .map(\.element))
  }

  @Test func noChromaLeavesGreyAsItIs() {
    let image = samplePicture(size, .gray)
    let none = Plane(size: ImageSize(height: 1, width: 1))
    let chroma = GuidedChroma(a: none, b: none, guide: none, radius: 1, epsilon: 1)
    #expect(PictureFile(image).colored(by: chroma).image == image.rgb())
  }

  @Test func coloursDoNotCrossEdges() {
    // Chroma of a small picture, whose edge lies four columns beside that of lightness.
    let a = Plane(size: size, values: (0..<600).map { $0 % 30 < 19 ? 40 : -40 })
    let certain = Plane(size: size, values: (0..<600).map { abs($0 % 30 - 15) < 5 ? 0.05 : 1 })
    let smoother = EdgeAwareSmoother(guide: edge, contrast: 3, strength: 400)
    let result = smoother.smoothed(a: a, b: Plane(size: size), confidence: certain)
    for row in 0..<20 {
      #expect(result.a[row, 12] > 30)
      #expect(result.a[row, 16] < -15)
    }
    #expect(result.b.values.allSatisfy { abs($0) < 1e-3 })
  }

  @Test func smoothingKeepsWhatIsEven() {
    let even = Plane(size: size, filledWith: 12)
    let smoother = EdgeAwareSmoother(guide: edge, contrast: 3, strength: 400)
    let result = smoother.smoothed(
      a: even, b: even, confidence: Plane(size: size, filledWith: 0.3))
    #expect(result.a.values.allSatisfy { abs($0 - 12) < 0.05 })
  }

  @Test func hintsHoldAndStayWithinEdges() throws {
    let hint = try #require(ColorHint("20,10,#3366cc"))
    #expect(hint.text == "20,10,#3366cc")
    let own = (a: Plane(size: size, filledWith: 5), b: Plane(size: size, filledWith: 5))
    let result = HintSpreading(guide: edge).blended(own, [hint], in: size)
    let lab = Lab(Color(hex: 0x3366CC))
    #expect(abs(result.a[10, 20] - lab.a) < 0.5)
    #expect(abs(result.b[10, 20] - lab.b) < 0.5)
    #expect(abs(result.b[4, 27] - lab.b) < 5)
    #expect(abs(result.b[10, 10] - 5) < 1)
  }

  @Test(arguments: [
    "", "1,2", "1,2,red", "-1,2,#000000", "1,2,#12345", "1,2,#gggggg", "a,b,#ffffff",
  ])
  func whatIsNoHintIsNone(text: String) {
    #expect(ColorHint(text) == nil)
  }

  @Test func binsAreThoseOfTheTwin() {
    let bins = ColorBins.sRGB()
    #expect(bins.centers.count == 261)
    var random = SeededRandom(seed: 7)
    for _ in 0..<300 {
      let color = SIMD2(
        Float.random(in: -90...100, using: &random), .random(in: -110...95, using: &random))
      let distances = bins.centers.map { (($0 - color) * ($0 - color)).sum() }
      let order = distances.indices.sorted { distances[$0] < distances[$1] }
      #expect(distances[bins.nearest(color)] == distances[order[0]])
      let soft = bins.softEncoded(color)
      #expect(soft.count == 5)
      #expect(abs(soft.reduce(0) { $0 + $1.share } - 1) < 1e-5)
      #expect(distances[soft[4].bin] == distances[order[4]])
    }
  }

  @Test(arguments: [ImageSize(height: 5, width: 7), ImageSize(height: 300, width: 451)])
  func reducedLightnessIsThatOfTheMeans(size: ImageSize) {
    let image = Image(size: size, format: .rgb, filledWith: 119)
    let plane = PictureFile(image).lightness(longerSide: 100)
    #expect(max(plane.size.height, plane.size.width) <= 100)
    #expect(plane.values.allSatisfy { abs($0 - 50.03) < 0.1 })
  }
}
