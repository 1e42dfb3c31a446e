import Imaging

/// One number a pixel, row-major.
struct GrayPlane {
  let size: ImageSize
  var values: [Float]

  subscript(row: Int, column: Int) -> Float {
    get { values[row * size.width + column] }
    set { values[row * size.width + column] = newValue }
  }

  init(size: ImageSize, values: [Float]) {
    self.size = size
    self.values = values
  }

  /// The luma of a picture, 0...1, at most `limit` pixels on its longer side. What is transparent becomes
  /// white, or black behind something light.
  init(_ image: Image, limit: Int) {
    var picture = image
    if image.format.hasAlpha {
      let opaque = GrayPlane.meanLumaOfVisiblePart(image)
      picture = image.composited(over: opaque < 128 ? .white : .black)
    }
    if max(picture.height, picture.width) > limit {
      picture = picture.resized(to: picture.size.fitted(into: limit))
    }
    self.init(size: picture.size, values: picture.grayPlane())
  }

  private static func meanLumaOfVisiblePart(_ image: Image) -> Double {
    let channels = image.channelCount
    let opaque = image.gray()
    var (sum, weight) = (0.0, 0.0)
    for pixel in 0..<image.size.pixelCount {
      let alpha = Double(image.pixels[pixel * channels + channels - 1])
      sum += alpha * Double(opaque.pixels[pixel * opaque.channelCount])
      weight += alpha
    }
    return weight > 0 ? sum / weight : 255
  }

  func resized(to target: ImageSize) -> GrayPlane {
    GrayPlane(size: target, values: resize(values, size: size, channels: 1, to: target))
  }

  /// Part of the plane.
  func cropped(_ frame: Rectangle) -> GrayPlane {
    var part = GrayPlane(
      size: ImageSize(height: frame.height, width: frame.width),
      values: [Float](repeating: 0, count: frame.height * frame.width))
    for row in 0..<frame.height {
      for column in 0..<frame.width {
        part[row, column] = self[frame.top + row, frame.left + column]
      }
    }
    return part
  }

  /// The value that a share of all values lies below.
  func percentile(_ share: Float) -> Float {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return sorted[min(Int(share * Float(sorted.count)), sorted.count - 1)]
  }
}
