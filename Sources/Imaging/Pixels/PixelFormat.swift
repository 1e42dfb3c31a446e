/// What the interleaved 8-bit samples of a picture mean.
public enum PixelFormat: Int, Sendable, Hashable, Codable, CaseIterable {
  /// One sample: brightness.
  case gray = 1
  /// Two samples: brightness and opacity.
  case grayAlpha = 2
  /// Three samples: red, green, blue (sRGB).
  case rgb = 3
  /// Four samples: red, green, blue (sRGB) and opacity, not premultiplied.
  case rgba = 4

  /// Samples a pixel.
  public var channelCount: Int { rawValue }

  /// Samples a pixel without opacity.
  public var colorChannelCount: Int { hasAlpha ? rawValue - 1 : rawValue }

  /// Whether the last sample is an opacity.
  public var hasAlpha: Bool { self == .grayAlpha || self == .rgba }
}
