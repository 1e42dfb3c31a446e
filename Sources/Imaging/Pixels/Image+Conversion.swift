extension Image {
  /// The picture without opacity, laid over a background; unchanged where it has none.
  ///
  /// A grey picture stays grey where the background is grey, and becomes RGB otherwise.
  public func composited(over background: Color) -> Image {
    guard format.hasAlpha else { return self }
    let isGray = background.red == background.green && background.green == background.blue
    if format == .grayAlpha && !isGray {
      return expandedToRGBA().composited(over: background)
    }
    let colors = format.colorChannelCount
    let behind = [background.red, background.green, background.blue]
    return Image(size: size, format: colors == 1 ? .gray : .rgb, from: pixels) { source, target in
      for pixel in 0..<size.pixelCount {
        let alpha = Int(source[pixel * (colors + 1) + colors])
        for channel in 0..<colors {
          let front = Int(source[pixel * (colors + 1) + channel]) * alpha
          let mixed = front + Int(behind[channel]) * (255 - alpha)
          target[pixel * colors + channel] = UInt8((mixed + 127) / 255)
        }
      }
    }
  }

  /// The picture in grey by Rec. 601 luma; opacity is composited over white.
  public func gray() -> Image {
    switch format {
    case .gray: return self
    case .grayAlpha, .rgba: return composited(over: .white).gray()
    case .rgb:
      return Image(size: size, format: .gray, from: pixels) { source, target in
        for pixel in 0..<size.pixelCount {
          target[pixel] = rec601Luma(
            source[3 * pixel], source[3 * pixel + 1], source[3 * pixel + 2])
        }
      }
    }
  }

  /// The picture in RGB; opacity is composited over white.
  public func rgb() -> Image {
    switch format {
    case .rgb: return self
    case .grayAlpha, .rgba: return composited(over: .white).rgb()
    case .gray:
      return Image(size: size, format: .rgb, from: pixels) { source, target in
        for pixel in 0..<size.pixelCount {
          for channel in 0..<3 { target[3 * pixel + channel] = source[pixel] }
        }
      }
    }
  }

  /// Light and dark exchanged; opacity stays.
  public func inverted() -> Image {
    var result = pixels
    let channels = channelCount
    for index in result.indices where !(format.hasAlpha && index % channels == channels - 1) {
      result[index] = 255 - result[index]
    }
    return Image(size: size, format: format, pixels: result)
  }

  /// Brightness of each pixel, [height, width], 0...1.
  public func grayPlane() -> [Float] {
    gray().pixels.map { Float($0) / 255 }
  }

  /// All samples, [height, width, channels], 0...1.
  public func samples() -> [Float] {
    pixels.map { Float($0) / 255 }
  }

  /// Makes a picture of samples of 0...1, [height, width, channels]; others are clamped.
  public init(size: ImageSize, format: PixelFormat, samples: [Float]) {
    self.init(size: size, format: format, pixels: samples.map { byte($0 * 255) })
  }

  private func expandedToRGBA() -> Image {
    Image(size: size, format: .rgba, from: pixels) { source, target in
      for pixel in 0..<size.pixelCount {
        for channel in 0..<3 { target[4 * pixel + channel] = source[2 * pixel] }
        target[4 * pixel + 3] = source[2 * pixel + 1]
      }
    }
  }

  /// Makes a picture by filling a buffer from the samples of another one.
  init(
    size: ImageSize, format: PixelFormat,
    from source: [UInt8],
    fill: (UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    let total = size.pixelCount * format.channelCount
    let pixels = [UInt8](unsafeUninitializedCapacity: total) { target, count in
      target.initialize(repeating: 0)
      source.withUnsafeBufferPointer { fill($0, target) }
      count = total
    }
    self.init(size: size, format: format, pixels: pixels)
  }
}

/// The nearest 8-bit value; NaN gives 0.
@inline(__always)
func byte(_ value: Float) -> UInt8 {
  value >= 255 ? 255 : value > 0 ? UInt8(value + 0.5) : 0
}
