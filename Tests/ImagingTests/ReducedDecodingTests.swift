import Imaging
import Testing

/// Pictures that are reduced while they are decoded.
@Suite struct ReducedDecodingTests {
  @Test(arguments: PixelFormat.allCases)
  func aReducedPNGIsTheMeanOfItsBoxes(format: PixelFormat) throws {
    let size = ImageSize(height: 47, width: 61)
    let image = samplePicture(size, format)
    let reduced = try Image(data: image.pngData(), reducedTo: 20)  // by three
    #expect(reduced.size == ImageSize(height: 16, width: 21) && reduced.format == format)
    for row in 0..<16 {
      for column in 0..<21 {
        for channel in 0..<format.channelCount {
          var (sum, weight, count) = (0.0, 0.0, 0.0)
          let isColor = format.hasAlpha && channel < format.channelCount - 1
          for y in (3 * row)..<min(3 * row + 3, 47) {
            for x in (3 * column)..<min(3 * column + 3, 61) {
              let share = isColor ? Double(image[y, x, format.channelCount - 1]) : 1
              sum += share * Double(image[y, x, channel])
              weight += share
              count += 1
            }
          }
          let expected = weight > 0 ? sum / weight : 0
          #expect(abs(expected - Double(reduced[row, column, channel])) <= 0.51)
        }
      }
    }
  }

  @Test func whatIsNotTwiceAsLargeStaysAsItIs() throws {
    let image = samplePicture(ImageSize(height: 30, width: 50), .rgb)
    for side in [26, 50, 1000] {
      #expect(try Image(data: image.pngData(), reducedTo: side) == image)
      #expect(try Image(data: image.jpegData(), reducedTo: side).size == image.size)
    }
  }

  @Test func jpegsAreReducedByPowersOfTwo() throws {
    let image = samplePicture(ImageSize(height: 300, width: 801), .rgb)
    let bytes = try image.jpegData(quality: 95)
    for (side, factor) in [(401, 1), (400, 2), (200, 4), (150, 4), (100, 8), (1, 8)] {
      let reduced = try Image(data: bytes, reducedTo: side)
      #expect(reduced.height == (300 + factor - 1) / factor, "\(side)")
      #expect(reduced.width == (801 + factor - 1) / factor, "\(side)")
    }
  }
}
