import Boxes
import Datasets
import Imaging
import Platform
import TensorCore

/// A digit as ink that can be laid on any ground.
struct DigitStamp {
  /// Rows and columns of `coverage`.
  let side: Int
  /// The share of each pixel that ink covers, 0...1.
  let coverage: [Float]
  /// Where the ink is.
  let bounds: Box

  /// The height of MNIST's digits in their pictures.
  private static let usualHeight: Float = 20
  private static let visible: Float = 0.4

  /// A turned digit, in pixels and radians; chance decides its slant, its width, and how sharp its edges are.
  ///
  /// - Parameter digit: light on dark, square, grey.
  init(_ digit: Image, height: Float, angle: Float, _ random: RandomSource) {
    let source = digit.grayPlane()
    let scale = height / Self.usualHeight
    let (slant, stretch) = (random.uniform(-0.2..<0.2), random.uniform(0.85..<1.2))
    // The edges of enlarged digits are as wide as the enlargement: most pens are sharper.
    let sharpness = max(random.uniform(0.8..<1.2) * max(scale, 1), 1)
    let side = Int((Float(digit.height) * scale * 1.6).rounded(.up)) + 4
    let (middle, sourceMiddle) = (Float(side - 1) / 2, Float(digit.height - 1) / 2)
    let (cosine, sine) = (cos(angle), sin(angle))
    var coverage = [Float](repeating: 0, count: side * side)
    var (left, top, right, bottom) = (side, side, -1, -1)
    source.withUnsafeBufferPointer { source in
      guard let from = source.baseAddress else { return }
      for row in 0..<side {
        for column in 0..<side {
          let (down, across) = (Float(row) - middle, Float(column) - middle)
          let y = (cosine * down - sine * across) / scale
          let x = (cosine * across + sine * down) / scale / stretch + slant * y
          let value = DigitAugmentation.sample(
            from, digit.height, sourceMiddle + y, sourceMiddle + x)
          let sharp = min(max((value - 0.45) * sharpness + 0.45, 0), 1)
          coverage[row * side + column] = sharp
          if sharp > Self.visible {
            (left, right) = (min(left, column), max(right, column))
            (top, bottom) = (min(top, row), max(bottom, row))
          }
        }
      }
    }
    (self.side, self.coverage) = (side, coverage)
    bounds = Box(
      left: Float(min(left, right + 1)), top: Float(min(top, bottom + 1)), right: Float(right + 1),
      bottom: Float(bottom + 1))
  }
}
