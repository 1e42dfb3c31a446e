import Imaging
import Testing

@Suite struct GeometryTests {
  /// 2 x 3: rows 1 2 3 and 4 5 6.
  private let image = Image(
    size: ImageSize(height: 2, width: 3), format: .gray, pixels: [1, 2, 3, 4, 5, 6])

  @Test func crops() {
    let part = image.cropped(top: 0, left: 1, size: ImageSize(height: 2, width: 2))
    #expect(part.pixels == [2, 3, 5, 6])
    #expect(image.centerCropped(to: ImageSize(height: 1, width: 1)).pixels == [2])
  }

  @Test func pads() {
    let padded = image.padded(top: 1, left: 2, value: 9)
    #expect(padded.size == ImageSize(height: 3, width: 5))
    #expect(padded.pixels == [9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 4, 5, 6])
    #expect(image.paddedToSquare().pixels == [1, 2, 3, 4, 5, 6, 0, 0, 0])
  }

  @Test func flips() {
    #expect(image.flippedHorizontally().pixels == [3, 2, 1, 6, 5, 4])
    #expect(image.flippedVertically().pixels == [4, 5, 6, 1, 2, 3])
    #expect(image.transposed().pixels == [1, 4, 2, 5, 3, 6])
    #expect(image.transposed().size == ImageSize(height: 3, width: 2))
  }

  @Test func fittingKeepsProportions() {
    #expect(
      ImageSize(height: 300, width: 600).fitted(into: 100) == ImageSize(height: 50, width: 100))
    #expect(ImageSize(height: 1, width: 9000).fitted(into: 10) == ImageSize(height: 1, width: 10))
  }
}
