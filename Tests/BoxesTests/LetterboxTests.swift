import Boxes
import Imaging
import TestSupport
import Testing

/// Pictures of any shape fit a network's input, and boxes find their way back.
@Suite struct LetterboxTests {
  /// Sizes at the edges of what is possible, and many others.
  private static let sizes: [ImageSize] = {
    var random = SeededRandom(seed: 3)
    let extents = [(1, 1), (1, 5000), (5000, 1), (320, 320), (33, 32), (31, 4097), (480, 640)]
    let others = (0..<200).map { _ in
      (Int.random(in: 1...3000, using: &random), Int.random(in: 1...3000, using: &random))
    }
    return (extents + others).map { ImageSize(height: $0.0, width: $0.1) }
  }()

  @Test(arguments: [64, 320, 640]) func theInputIsAsSmallAsPossible(side: Int) {
    for size in Self.sizes {
      let fit = Letterbox(size, side: side)
      let (inner, outer) = (fit.inner, fit.outer)
      #expect(max(inner.height, inner.width) == side, "\(size)")
      #expect(outer.height % 32 == 0 && outer.width % 32 == 0, "\(size)")
      #expect((0..<32).contains(outer.height - inner.height), "\(size)")
      #expect((0..<32).contains(outer.width - inner.width), "\(size)")
      let scale = Float(side) / Float(max(size.height, size.width))
      let shorter = max(Float(min(size.height, size.width)) * scale, 1)
      #expect(abs(Float(min(inner.height, inner.width)) - shorter) <= 0.501, "\(size)")
      let square = Letterbox(size, side: side, isSquare: true)
      #expect(square.inner == inner && square.outer == ImageSize(height: side, width: side))
    }
  }

  @Test(arguments: [64, 320, 640]) func boxesGoThereAndBack(side: Int) {
    for size in Self.sizes {
      let fit = Letterbox(size, side: side)
      let (width, height) = (Float(size.width), Float(size.height))
      let whole = fit.inputBox(Box(x: 0, y: 0, width: width, height: height))
      #expect(abs(whole.right - Float(fit.inner.width)) < 1e-3, "\(size)")
      #expect(abs(whole.bottom - Float(fit.inner.height)) < 1e-3, "\(size)")
      let box = Box(left: width / 5, top: height / 3, right: width * 0.7, bottom: height)
      let back = fit.originalBox(fit.inputBox(box))
      for (found, expected) in [
        (back.x, box.x), (back.y, box.y), (back.right, box.right), (back.bottom, box.bottom),
      ] { #expect(abs(found - expected) <= 1e-5 * max(width, height), "\(size)") }
    }
  }

  @Test func boxesAreCutAtThePicturesEdges() {
    let fit = Letterbox(ImageSize(height: 100, width: 200), side: 64)
    #expect(fit.outer == ImageSize(height: 32, width: 64))
    let wide = Box(left: -9, top: -9, right: 90, bottom: 90)
    #expect(fit.originalBox(wide) == Box(x: 0, y: 0, width: 200, height: 100))
    let padding = Letterbox(ImageSize(height: 10, width: 64), side: 64)
    #expect(!padding.originalBox(Box(x: 5, y: 12, width: 9, height: 9)).isUsable)
  }

  @Test(arguments: [PixelFormat.gray, .rgb, .rgba]) func greyIsBesideThePicture(
    format: PixelFormat
  ) {
    // Opaque white, or transparent black, which is shown on white.
    let value: UInt8 = format == .rgba ? 0 : 255
    let picture = Image(
      size: ImageSize(height: 40, width: 10), format: format, filledWith: value)
    let fit = Letterbox(picture.size, side: 64)
    let input = fit.image(picture)
    #expect(input.size == ImageSize(height: 64, width: 32) && input.format == .rgb)
    #expect(fit.inner == ImageSize(height: 64, width: 16))
    for row in 0..<64 {
      for column in 0..<32 {
        #expect(input[row, column, 1] == (column < 16 ? 255 : Letterbox.padding))
      }
    }
  }

  @Test func whatIsPastedIsCutOff() {
    let patch = Image(size: ImageSize(height: 2, width: 3), format: .gray, filledWith: 9)
    for row in -3...5 {
      for column in -4...6 {
        var image = Image(size: ImageSize(height: 4, width: 5), format: .gray)
        image.paste(patch, row: row, column: column)
        for place in 0..<20 {
          let isInside =
            (row..<row + 2).contains(place / 5) && (column..<column + 3).contains(place % 5)
          #expect(image.pixels[place] == (isInside ? 9 : 0), "at \(row), \(column)")
        }
      }
    }
  }
}
