/// Height and width of a picture, in pixels.
public struct ImageSize: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Number of rows.
  public var height: Int
  /// Number of columns.
  public var width: Int

  /// Makes a size of `height` rows and `width` columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Number of pixels.
  public var pixelCount: Int { height * width }

  /// The size as people say it: width x height.
  public var description: String { "\(width) x \(height)" }

  /// The largest size of the same proportions that fits into a square of `side` pixels.
  public func fitted(into side: Int) -> ImageSize {
    let longest = max(height, width, 1)
    func scaled(_ length: Int) -> Int { max(1, (length * side + longest / 2) / longest) }
    return ImageSize(height: scaled(height), width: scaled(width))
  }
}
