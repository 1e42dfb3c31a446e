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

  /// A picture without opacity, at most `limit` pixels on its longer side. What is transparent becomes white, or black
  /// behind something light.
  static func opaque(_ image: Image, limit: Int) -> Image {
    var picture = image
    if image.format.hasAlpha {
      let opaque = GrayPlane.meanLumaOfVisiblePart(image)
      picture = image.composited(over: opaque < 128 ? .white : .black)
    }
    if max(picture.height, picture.width) > limit {
      picture = picture.resized(to: picture.size.fitted(into: limit))
    }
    return picture
  }

  /// A sum of a colour picture's channels and one half.
  init(_ image: Image, weights: SIMD3<Float>) {
    let pixels = image.pixels
    self.init(
      size: image.size,
      values: (0..<image.size.pixelCount).map { pixel in
        let start = pixel * 3
        let color = SIMD3(
          Float(pixels[start]), Float(pixels[start + 1]), Float(pixels[start + 2]))
        return (color * weights).sum() / 255 + 0.5
      })
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

  /// Each number the mean of it and its eight neighbours: grain weighs less.
  func smoothed() -> GrayPlane {
    var result = self
    for row in 0..<size.height {
      for column in 0..<size.width {
        var (sum, count): (Float, Float) = (0, 0)
        for near in max(row - 1, 0)...min(row + 1, size.height - 1) {
          for beside in max(column - 1, 0)...min(column + 1, size.width - 1) {
            sum += self[near, beside]
            count += 1
          }
        }
        result[row, column] = sum / count
      }
    }
    return result
  }

  /// What lies between two values as 0...1.
  func stretched(from low: Float, to high: Float) -> GrayPlane {
    let range = max(high - low, 1e-3)
    return GrayPlane(size: size, values: values.map { min(max(($0 - low) / range, 0), 1) })
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
    return ranked(values, at: min(Int(share * Float(values.count)), values.count - 1))
  }
}
