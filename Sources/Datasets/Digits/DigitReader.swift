import Imaging
import TensorCore

/// Turns any picture of one digit into what MNIST's pictures look like: white ink on black, 20 pixels tall or
/// wide, strokes of the usual width, its centre of mass in the middle of 28x28.
public enum DigitReader {
  /// The largest side that is looked at; larger pictures are reduced first.
  private static let workingSize = 400
  /// The side of the box that the digit fills.
  private static let boxSize = 20
  /// How wide a stroke is, as a share of the digit's longer side, before it is made wider.
  private static let strokeShare: Float = 0.1

  /// The network's picture [28, 28], 0...1. Nothing but zeros where the picture holds no ink.
  public static func read(_ image: Image) -> [Float] {
    if let ready = standard(image) { return ready }
    var ink = inkPlane(GrayPlane(image, limit: workingSize))
    let pieces = Strokes.character(Strokes.pieces(of: ink, above: 0.4))
    guard !pieces.isEmpty else { return [Float](repeating: 0, count: 28 * 28) }
    keepOnly(pieces, in: &ink)
    let digit = withUsualStrokes(ink.cropped(Strokes.hull(pieces.map(\.box))))
    return centred(digit)
  }

  /// A picture that is one of MNIST's already: 28x28, white on black, framed by black.
  private static func standard(_ image: Image) -> [Float]? {
    guard image.size == ImageSize(height: 28, width: 28), !image.format.hasAlpha else { return nil }
    let plane = GrayPlane(size: image.size, values: image.grayPlane())
    let isFramed = (0..<28).allSatisfy { i in
      [plane[0, i], plane[27, i], plane[i, 0], plane[i, 27]].allSatisfy { $0 < 0.1 }
    }
    let pieces = Strokes.pieces(of: plane, above: 0.1)
    guard isFramed, !pieces.isEmpty, plane.values.contains(where: { $0 > 0.7 }) else { return nil }
    let box = Strokes.hull(pieces.map(\.box))
    return (17...23).contains(max(box.height, box.width)) ? plane.values : nil
  }

  /// How much each pixel differs from its background towards the ink, 0...1.
  private static func inkPlane(_ plane: GrayPlane) -> GrayPlane {
    let background = Background(plane)
    var difference = plane
    for row in 0..<plane.size.height {
      for column in 0..<plane.size.width {
        difference[row, column] = plane[row, column] - background(row, column)
      }
    }
    let noise = 4 * GrayPlane(size: plane.size, values: difference.values.map(abs)).percentile(0.5)
    func energy(_ sign: Float) -> Float {
      difference.values.reduce(0) { sum, value in
        let excess = max(sign * value - noise, 0)
        return sum + excess * excess
      }
    }
    let sign: Float = energy(1) > energy(-1) ? 1 : -1
    var ink = GrayPlane(size: plane.size, values: difference.values.map { max(sign * $0, 0) })
    let strong = ink.values.filter { $0 > max(noise, 0.05) }.sorted()
    guard !strong.isEmpty else {
      ink.values = ink.values.map { _ in 0 }
      return ink
    }
    // Full ink is what most of the strong pixels reach; paper grain becomes nothing.
    let full = strong[strong.count * 7 / 10]
    let floor = min(noise, full / 3)
    ink.values = ink.values.map { min(max(($0 - floor) / max(full - floor, 1e-3), 0), 1) }
    return ink
  }

  /// Clears everything but some pieces and the soft edges around them.
  private static func keepOnly(_ pieces: [Strokes.Piece], in ink: inout GrayPlane) {
    let (height, width) = (ink.size.height, ink.size.width)
    var isKept = [Bool](repeating: false, count: height * width)
    for pixel in pieces.flatMap(\.pixels) {
      let (row, column) = (pixel / width, pixel % width)
      for near in max(row - 1, 0)...min(row + 1, height - 1) {
        for beside in max(column - 1, 0)...min(column + 1, width - 1) {
          isKept[near * width + beside] = true
        }
      }
    }
    for pixel in isKept.indices where !isKept[pixel] { ink.values[pixel] = 0 }
  }

  /// Makes the strokes of a thin pen as wide as MNIST's are, so that they survive being reduced.
  private static func withUsualStrokes(_ digit: GrayPlane) -> GrayPlane {
    let side = Float(max(digit.size.height, digit.size.width))
    let isInk = digit.values.map { $0 > 0.5 }
    let area = Float(isInk.count { $0 })
    var edge: Float = 0
    let (height, width) = (digit.size.height, digit.size.width)
    for row in 0..<height {
      for column in 0..<width where isInk[row * width + column] {
        if row == 0 || !isInk[(row - 1) * width + column] { edge += 1 }
        if row == height - 1 || !isInk[(row + 1) * width + column] { edge += 1 }
        if column == 0 || !isInk[row * width + column - 1] { edge += 1 }
        if column == width - 1 || !isInk[row * width + column + 1] { edge += 1 }
      }
    }
    guard area > 0 else { return digit }
    // A stroke of length l and width w has area l w and about 2 l edges, some more where it slants.
    let stroke = 2.4 * area / max(edge, 1)
    let radius = (strokeShare * side - stroke) / 2
    return radius >= 0.5 ? widened(digit, by: radius) : digit
  }

  /// The largest value within a disc around each pixel, on a plane that is larger by the disc.
  private static func widened(_ plane: GrayPlane, by radius: Float) -> GrayPlane {
    let reach = Int(radius.rounded(.up))
    let size = ImageSize(
      height: plane.size.height + 2 * reach, width: plane.size.width + 2 * reach)
    var result = GrayPlane(size: size, values: [Float](repeating: 0, count: size.pixelCount))
    var offsets: [(y: Int, x: Int)] = []
    for y in -reach...reach {
      for x in -reach...reach where Float(y * y + x * x) <= radius * radius + 0.3 {
        offsets.append((y, x))
      }
    }
    for row in 0..<plane.size.height {
      for column in 0..<plane.size.width {
        let value = plane[row, column]
        guard value > 0.05 else { continue }
        for (y, x) in offsets where result[row + reach + y, column + reach + x] < value {
          result[row + reach + y, column + reach + x] = value
        }
      }
    }
    return result
  }

  /// The digit reduced to its box and put where its centre of mass is in the middle.
  private static func centred(_ digit: GrayPlane) -> [Float] {
    let small = digit.resized(to: digit.size.fitted(exactly: boxSize))
    let top = max(small.values.max() ?? 0, 1e-3)
    let total = small.values.reduce(0, +)
    var (rowSum, columnSum): (Float, Float) = (0, 0)
    for row in 0..<small.size.height {
      for column in 0..<small.size.width {
        rowSum += Float(row) * small[row, column]
        columnSum += Float(column) * small[row, column]
      }
    }
    let size = DigitInput.size
    func shift(_ sum: Float, _ extent: Int) -> Int {
      let wanted = Int((Float(size - 1) / 2 - sum / max(total, 1e-6)).rounded())
      return min(max(wanted, 0), size - extent)
    }
    let (down, right) = (shift(rowSum, small.size.height), shift(columnSum, small.size.width))
    var result = [Float](repeating: 0, count: size * size)
    for row in 0..<small.size.height {
      for column in 0..<small.size.width {
        result[(row + down) * size + column + right] = min(max(small[row, column] / top, 0), 1)
      }
    }
    return result
  }
}

extension ImageSize {
  /// The size of the same shape whose longer side is `side`.
  fileprivate func fitted(exactly side: Int) -> ImageSize {
    let longer = max(height, width, 1)
    return ImageSize(
      height: max(1, (height * side + longer / 2) / longer),
      width: max(1, (width * side + longer / 2) / longer))
  }
}
