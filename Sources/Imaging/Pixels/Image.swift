/// A picture of 8-bit samples.
///
/// Pixels are row-major with interleaved channels: [height, width, channels], 0...255.
public struct Image: Sendable, Hashable {
  /// Height and width in pixels.
  public let size: ImageSize
  /// What the samples of a pixel mean.
  public let format: PixelFormat
  /// All samples, [height, width, channels].
  public var pixels: [UInt8] {
    didSet { Image.checkCount(pixels.count, size: size, format: format) }
  }

  /// Makes a picture of given samples.
  ///
  /// - Parameters:
  ///   - size: height and width, both positive.
  ///   - format: meaning of the samples.
  ///   - pixels: height x width x channels samples.
  public init(size: ImageSize, format: PixelFormat, pixels: [UInt8]) {
    Image.checkCount(pixels.count, size: size, format: format)
    self.size = size
    self.format = format
    self.pixels = pixels
  }

  /// Makes a picture whose samples all have one value.
  public init(size: ImageSize, format: PixelFormat, filledWith value: UInt8 = 0) {
    let pixels = [UInt8](repeating: value, count: size.pixelCount * format.channelCount)
    self.init(size: size, format: format, pixels: pixels)
  }

  /// Number of rows.
  public var height: Int { size.height }
  /// Number of columns.
  public var width: Int { size.width }
  /// Samples a pixel, 1...4.
  public var channelCount: Int { format.channelCount }

  /// One sample, for tests and small jobs; loops over whole pictures use `pixels`.
  public subscript(row: Int, column: Int, channel: Int) -> UInt8 {
    get { pixels[index(row, column, channel)] }
    set { pixels[index(row, column, channel)] = newValue }
  }

  private func index(_ row: Int, _ column: Int, _ channel: Int) -> Int {
    precondition(
      row >= 0 && row < height && column >= 0 && column < width && channel < channelCount,
      "Image[\(row), \(column), \(channel)] is outside \(size) with \(channelCount) channels")
    return (row * width + column) * channelCount + channel
  }

  private static func checkCount(_ count: Int, size: ImageSize, format: PixelFormat) {
    precondition(
      size.height > 0 && size.width > 0 && count == size.pixelCount * format.channelCount,
      "Image: \(count) samples do not make \(size) pixels with \(format.channelCount) channels")
  }
}
