import Imaging
import Testing

@Suite struct ResizeTests {
  private func row(_ pixels: [UInt8]) -> Image {
    Image(size: ImageSize(height: 1, width: pixels.count), format: .gray, pixels: pixels)
  }

  @Test(arguments: ResizeFilter.allCases)
  func evenPicturesStayEven(filter: ResizeFilter) {
    let image = Image(size: ImageSize(height: 13, width: 9), format: .rgb, filledWith: 123)
    for size in [ImageSize(height: 4, width: 31), ImageSize(height: 1, width: 1)] {
      let resized = image.resized(to: size, filter: filter)
      #expect(resized.size == size && resized.pixels.allSatisfy { $0 == 123 })
    }
  }

  @Test func nearestTakesWholePixels() {
    let size = ImageSize(height: 2, width: 4)
    #expect(
      row([10, 20]).resized(to: size, filter: .nearest).pixels == [10, 10, 20, 20, 10, 10, 20, 20])
    #expect(
      row([1, 2, 3, 4, 5, 6]).resized(to: ImageSize(height: 1, width: 2), filter: .nearest).pixels
        == [2, 5])
  }

  /// As torch.nn.functional.interpolate(mode="bilinear", align_corners=False) and Pillow.
  @Test func growingBlendsNeighbours() {
    let size = ImageSize(height: 1, width: 4)
    for filter in [ResizeFilter.bilinear, .triangle] {
      #expect(row([0, 100]).resized(to: size, filter: filter).pixels == [0, 25, 75, 100])
    }
  }

  @Test func areaAverages() {
    let size = ImageSize(height: 1, width: 2)
    #expect(row([0, 30, 60, 100, 120, 140]).resized(to: size, filter: .area).pixels == [30, 120])
    // 3 to 2: each covers one pixel and a half.
    #expect(row([0, 90, 180]).resized(to: size, filter: .area).pixels == [30, 150])
  }

  /// Pillow: Image.fromarray([[0, 0, 255, 255, 0, 0, 255, 255]]).resize((4, 1), BILINEAR).
  @Test func triangleIsPillowsBilinear() {
    let shrunk = row([0, 0, 255, 255, 0, 0, 255, 255]).resized(to: ImageSize(height: 1, width: 4))
    let expected = [36, 191, 64, 219]
    #expect(zip(shrunk.pixels, expected).allSatisfy { abs(Int($0) - $1) <= 1 }, "\(shrunk.pixels)")
  }

  @Test func fineStripesDoNotAlias() {
    let size = ImageSize(height: 40, width: 400)
    var image = Image(size: size, format: .gray)
    image.pixels = (0..<size.pixelCount).map { $0 % 2 == 0 ? 0 : 255 }
    for filter in [ResizeFilter.area, .triangle] {
      let small = image.resized(to: ImageSize(height: 7, width: 57), filter: filter)
      #expect(small.pixels.allSatisfy { (100...155).contains($0) })
    }
  }

  @Test func transparentColorsDoNotBleed() {
    let image = Image(
      size: ImageSize(height: 1, width: 2), format: .rgba, pixels: [255, 0, 0, 255, 0, 255, 0, 0])
    let one = image.resized(to: ImageSize(height: 1, width: 1), filter: .area)
    #expect(one.pixels == [255, 0, 0, 128])
  }

  @Test func rowsAndColumnsAreResizedAlike() {
    let image = samplePicture(ImageSize(height: 21, width: 34), .rgb)
    for filter in ResizeFilter.allCases {
      let a = image.resized(to: ImageSize(height: 8, width: 55), filter: filter)
      let b = image.transposed().resized(to: ImageSize(height: 55, width: 8), filter: filter)
      #expect(zip(a.pixels, b.transposed().pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
  }
}
