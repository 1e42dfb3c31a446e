import TensorCore

/// Pictures of one size with their classes, as bytes in memory.
public struct LabeledImages: Sendable {
  /// Height of each picture.
  public let rows: Int
  /// Width of each picture.
  public let columns: Int
  /// Channels of each picture.
  public let channels: Int
  /// [count, rows, columns, channels].
  public let pixels: [UInt8]
  /// The class of each picture.
  public let labels: [UInt8]

  /// Pictures and their classes; there is one label for each picture.
  public init(rows: Int, columns: Int, channels: Int, pixels: [UInt8], labels: [UInt8]) {
    precondition(
      pixels.count == labels.count * rows * columns * channels,
      "LabeledImages: \(pixels.count) bytes are not \(labels.count) pictures")
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.pixels = pixels
    self.labels = labels
  }

  /// The digits of an MNIST set.
  public init(_ set: MNIST) {
    self.init(
      rows: set.rows, columns: set.columns, channels: 1, pixels: set.pixels, labels: set.labels)
  }

  /// The number of pictures.
  public var count: Int { labels.count }

  /// Bytes of each picture.
  public var pixelCount: Int { rows * columns * channels }

  /// Some of the pictures.
  public subscript(range: Range<Int>) -> LabeledImages {
    LabeledImages(
      rows: rows, columns: columns, channels: channels,
      pixels: Array(pixels[(range.lowerBound * pixelCount)..<(range.upperBound * pixelCount)]),
      labels: Array(labels[range]))
  }

  /// Pictures as they are, [N, H, W, C] in 0...1.
  public func images(_ indices: [Int]) -> Tensor {
    Tensor(shape: [indices.count, rows, columns, channels]) { buffer in
      pixels.withUnsafeBufferPointer { pixels in
        for (position, index) in indices.enumerated() {
          let (from, to) = (index * pixelCount, position * pixelCount)
          for offset in 0..<pixelCount { buffer[to + offset] = Float(pixels[from + offset]) / 255 }
        }
      }
    }
  }

  /// Their classes [N].
  public func targets(_ indices: [Int]) -> IndexTensor {
    IndexTensor(indices.map { Int32(labels[$0]) })
  }
}
