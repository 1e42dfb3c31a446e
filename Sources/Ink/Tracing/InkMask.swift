import Imaging

/// Which pixels of a picture are ink.
struct InkMask {
  /// Rows and columns, a frame of one pixel without ink included.
  let (height, width): (Int, Int)
  /// 1 for ink, row by row.
  var pixels: [UInt8]

  /// The height that writing has when it is traced, in pixels: enough to keep strokes apart.
  private static let writingHeight: Float = 96
  /// Pieces with less than this share of the largest piece's pixels are specks.
  private static let speckShare: Float = 0.01

  /// A mask without ink around so many pixels.
  init(height: Int, width: Int) {
    (self.height, self.width) = (height + 2, width + 2)
    pixels = [UInt8](repeating: 0, count: (height + 2) * (width + 2))
  }

  /// The ink of a picture of one line of writing, dark on light or light on dark, brought to the usual height; nil where there is none.
  init?(_ image: Image) {
    let opaque = image.format.hasAlpha ? image.composited(over: .white).gray() : image.gray()
    guard let box = InkMask(marking: opaque).boxWithoutSpecks else { return nil }
    let line = opaque.cropped(
      top: box.top, left: box.left, size: ImageSize(height: box.height, width: box.width))
    let scale = min(Self.writingHeight / Float(box.height), 2, 8000 / Float(box.width))
    let size = ImageSize(
      height: max(Int(Float(box.height) * scale), 1), width: max(Int(Float(box.width) * scale), 1))
    self.init(marking: line.resized(to: size))
    removeSpecks()
  }

  /// Marks what stands out of its surroundings (Bradley and Roth 2007, "Adaptive Thresholding using the Integral Image", with a
  /// mean of the paper alone).
  private init(marking image: Image) {
    let plane = image.grayPlane()
    self.init(height: image.height, width: image.width)
    let radius = max(image.height, image.width) / 8 + 8
    let all = LocalMean(plane, image.size, radius: radius) { _ in true }
    let first = plane.indices.map { plane[$0] - all.value(at: $0) }
    let spread = first.map(abs).max() ?? 0
    let paper = LocalMean(plane, image.size, radius: radius) { abs(first[$0]) <= 0.3 * spread }
    var differences = plane.indices.map { plane[$0] - paper.value(at: $0) }
    // Ink is what differs most, on whichever side.
    if (differences.max() ?? 0) < -(differences.min() ?? 0) { differences = differences.map(-) }
    let reach = differences.max() ?? 0
    guard reach > 0.08 else { return }
    for row in 0..<image.height {
      for column in 0..<image.width where differences[row * image.width + column] > 0.45 * reach {
        pixels[(row + 1) * width + column + 1] = 1
      }
    }
  }

  /// The eight steps to a pixel's neighbours: up, then clockwise.
  var around: [Int] {
    [-width, -width + 1, 1, width + 1, width, width - 1, -1, -width - 1]
  }

  /// Takes away what is too small for a stroke or a dot.
  private mutating func removeSpecks() {
    let pieces = ConnectedPiece.all(
      of: pixels.map { $0 == 1 }, size: ImageSize(height: height, width: width))
    let least = Self.speckShare * Float(pieces.first?.pixels.count ?? 0)
    for piece in pieces where Float(piece.pixels.count) < least {
      for pixel in piece.pixels { pixels[pixel] = 0 }
    }
  }

  /// What the ink takes up of the picture.
  private var boxWithoutSpecks: (top: Int, left: Int, height: Int, width: Int)? {
    var mask = self
    mask.removeSpecks()
    let inked = mask.pixels.indices.filter { mask.pixels[$0] == 1 }
    guard let first = inked.first, let last = inked.last else { return nil }
    let columns = inked.map { $0 % width - 1 }
    guard let left = columns.min(), let right = columns.max() else { return nil }
    let top = first / width - 1
    return (top, left, last / width - top, right - left + 1)
  }
}
