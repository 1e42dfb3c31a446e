import Imaging

/// A picture made to fit a network's input: scaled so that its longer side is filled, with grey below or to the right.
public struct Letterbox: Sendable, Hashable {
  /// The picture's own size.
  public let original: ImageSize
  /// The size of the scaled picture, in the upper left corner.
  public let inner: ImageSize
  /// The size of the input.
  public let outer: ImageSize
  /// What is beside the picture: a middle grey.
  public static let padding: UInt8 = 114

  /// A picture of this size in an input whose longer side is `side`; the shorter is the smallest multiple of `unit` that
  /// is enough, or `side` as well where `isSquare`.
  public init(_ original: ImageSize, side: Int, unit: Int = 32, isSquare: Bool = false) {
    func padded(_ extent: Int) -> Int { isSquare ? side : (extent + unit - 1) / unit * unit }
    self.original = original
    inner = original.fitted(into: side)
    outer = ImageSize(height: padded(inner.height), width: padded(inner.width))
  }

  /// The input for a picture, RGB.
  public func image(_ picture: Image) -> Image {
    var result = Image(size: outer, format: .rgb, filledWith: Self.padding)
    result.paste(picture.rgb().resized(to: inner), row: 0, column: 0)
    return result
  }

  /// A box of the input as one of the picture, cut at its edges.
  public func originalBox(_ box: Box) -> Box {
    box.scaled(
      across: Float(original.width) / Float(inner.width),
      down: Float(original.height) / Float(inner.height)
    ).clipped(to: original)
  }

  /// A box of the picture as one of the input.
  public func inputBox(_ box: Box) -> Box {
    box.scaled(
      across: Float(inner.width) / Float(original.width),
      down: Float(inner.height) / Float(original.height))
  }
}

extension Image {
  /// Puts another picture of the same format in; what lies outside is cut off.
  public mutating func paste(_ other: Image, row: Int, column: Int) {
    precondition(format == other.format, "Image.paste: \(other.format) into \(format)")
    let rows = (row..<row + other.height).clamped(to: 0..<height)
    let columns = (column..<column + other.width).clamped(to: 0..<width)
    let count = channelCount
    guard !columns.isEmpty else { return }
    for target in rows {
      let from = ((target - row) * other.width + columns.lowerBound - column) * count
      let to = (target * width + columns.lowerBound) * count
      pixels.replaceSubrange(
        to..<to + columns.count * count, with: other.pixels[from..<from + columns.count * count])
    }
  }
}
