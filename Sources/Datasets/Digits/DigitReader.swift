import Imaging
import TensorCore

/// Turns any picture of one digit into what MNIST's pictures look like: white ink on black, 20 pixels tall or
/// wide, strokes of the usual width, its centre of mass in the middle of 28x28.
public enum DigitReader {
  /// The longer side of a picture that is read as well as a larger one.
  public static let sufficientSide = 1600
  /// The largest side that is looked at; larger pictures are reduced first.
  private static let workingSize = 400
  /// The side of the box that the digit fills.
  private static let boxSize = 20
  /// How wide a stroke is, as a share of the digit's longer side, before it is made wider.
  private static let strokeShare: Float = 0.1

  /// The network's picture [28, 28], 0...1. Nothing but zeros where the picture holds no digit.
  public static func read(_ image: Image) -> [Float] {
    find(image) ?? [Float](repeating: 0, count: 28 * 28)
  }

  /// The network's picture [28, 28], 0...1; nil where nothing in the picture can be a digit: it is empty, or grain, or light and
  /// shade without strokes.
  public static func find(_ image: Image) -> [Float]? {
    if let ready = standard(image) { return ready }
    let picture = GrayPlane.opaque(image, limit: workingSize)
    let luma = GrayPlane(size: picture.size, values: picture.grayPlane())
    var ink = Ink.strongest(in: picture, luma: luma, within: nil)
    var rules = Rules(in: ink.plane)
    if rules.count == 0, let mask = page(luma, ink) {
      ink = Ink.strongest(in: picture, luma: luma, within: mask)
      rules = Rules(in: ink.plane)
    }
    let isFaint = ink.contrast < 0.1
    if isFaint, ink.contrast > 0 { ink = Ink(ink.plane.smoothed(), within: nil) }
    let plain = ink.stronger(than: rules) ?? rules.removed(from: ink.plane)
    let hasGrain = isFaint || rules.count > 0
    // A line or two may have been strokes.
    return digit(on: plain, hasGrain: hasGrain)
      ?? (1...2 ~= rules.count ? digit(on: ink.plane, hasGrain: true) : nil)
  }

  /// The pixels of a sheet on a desk, or of the inside of a drawn box.
  private static func page(_ luma: GrayPlane, _ ink: Ink) -> [Bool]? {
    let middle = threshold(luma)
    let found =
      Sheet.find(in: ink.plane.values.map { $0 < 0.4 }, size: luma.size)
      ?? Sheet.find(in: luma.values.map { $0 > middle }, size: luma.size)
    guard let found else { return nil }
    var mask = [Bool](repeating: false, count: luma.values.count)
    for row in 0..<found.frame.height {
      for column in 0..<found.frame.width {
        mask[(found.frame.top + row) * luma.size.width + found.frame.left + column] =
          found.isInside[row * found.frame.width + column]
      }
    }
    return mask
  }

  /// The brightness that parts light and dark best (Otsu 1979).
  private static func threshold(_ plane: GrayPlane) -> Float {
    var counts = [Float](repeating: 0, count: 256)
    for value in plane.values { counts[min(max(Int(value * 255), 0), 255)] += 1 }
    let total = Float(plane.values.count)
    let sum = counts.indices.reduce(Float(0)) { $0 + Float($1) * counts[$1] }
    var (below, belowSum, best, chosen): (Float, Float, Float, Int) = (0, 0, 0, 127)
    for level in 0..<255 {
      below += counts[level]
      belowSum += Float(level) * counts[level]
      guard below > 0, below < total else { continue }
      let difference = belowSum / below - (sum - belowSum) / (total - below)
      let variance = below * (total - below) * difference * difference
      if variance > best { (best, chosen) = (variance, level) }
    }
    return (Float(chosen) + 0.5) / 255
  }

  /// The digit among the ink, as the network takes it; nil where there is none.
  ///
  /// - Parameter hasGrain: whether there may be remains of something else all over the plane.
  private static func digit(on plane: GrayPlane, hasGrain: Bool) -> [Float]? {
    var ink = plane
    let all = Strokes.pieces(of: ink, above: 0.4)
    let dots = Strokes.dots(all, size: ink.size)
    let pieces = dots.map { [$0] } ?? Strokes.character(all)
    guard 1...4 ~= pieces.count else { return nil }
    let box = Strokes.hull(pieces.map(\.box))
    let side = max(box.height, box.width)
    let picture = max(ink.size.height, ink.size.width)
    let pixels = pieces.reduce(0) { $0 + $1.pixels.count }
    // Specks apart.
    let inside = all.filter { !$0.touchesBorder && $0.pixels.count * 25 > pixels }
      .reduce(0) { $0 + $1.pixels.count }
    let border = pieces.flatMap(\.pixels).count { pixel in
      let (row, column) = (pixel / ink.size.width, pixel % ink.size.width)
      return row == 0 || column == 0 || row == ink.size.height - 1 || column == ink.size.width - 1
    }
    // Half of a picture in another colour is no digit, nor a line along its border, though a digit may touch it.
    guard border * 2 < min(ink.size.height + ink.size.width, pixels) else { return nil }
    guard side >= 5, side * 20 >= picture, pixels >= 8, pixels * 5 >= inside * 2 else { return nil }
    keepOnly(pieces, in: &ink)
    // A photograph is full of things; a page is empty but for its writing, and what lies around it.
    let rest = Strokes.pieces(of: plane, above: 0.15).filter { !$0.touchesBorder }
      .reduce(0) { sum, piece in sum + piece.pixels.count { ink.values[$0] == 0 } }
    guard hasGrain || rest * 2 < pixels || rest * 50 < plane.values.count else { return nil }
    let cropped = ink.cropped(box)
    guard dots != nil || hasStrokes(cropped) else { return nil }
    return centred(dots == nil ? withUsualStrokes(cropped) : joined(cropped))
  }

  /// Dots as strokes: widened until they meet.
  private static func joined(_ digit: GrayPlane) -> GrayPlane {
    widened(digit, by: max(1, 0.035 * Float(max(digit.size.height, digit.size.width))))
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
    let radius = (strokeShare * side - strokeWidth(digit)) / 2
    return radius >= 0.5 ? widened(digit, by: radius) : digit
  }

  /// Whether ink lies in strokes and ends where they end: light and shade have neither strokes nor edges.
  private static func hasStrokes(_ digit: GrayPlane) -> Bool {
    let side = Float(max(digit.size.height, digit.size.width))
    let width = strokeWidth(digit)
    let area = Float(digit.values.count { $0 > 0.5 })
    let soft = Float(digit.values.count { $0 > 0.5 && $0 < 0.85 })
    // The edges are 2.4 times the area by the width.
    return width < 0.3 * side && soft * width < 1.2 * area * max(0.06 * side, 1.5)
  }

  /// How wide strokes are, in pixels; large where there is no ink.
  private static func strokeWidth(_ digit: GrayPlane) -> Float {
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
    // A stroke of length l and width w has area l w and about 2 l edges, some more where it slants.
    return area > 0 ? 2.4 * area / max(edge, 1) : .infinity
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
