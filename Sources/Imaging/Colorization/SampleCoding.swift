import Platform

/// Samples of sRGB pictures, of 8 or 16 bits.
protocol SampleCoding: FixedWidthInteger, UnsignedInteger, Sendable {
  /// Linear light of each value (IEC 61966-2-1), 0...1.
  static var linear: [Float] { get }
  /// The value of linear light.
  static var encoder: @Sendable (Float) -> Self { get }
}

extension SampleCoding {
  fileprivate static func linearTable() -> [Float] {
    (0...Int(Self.max)).map { value in
      let fraction = Float(value) / Float(Self.max)
      return fraction <= 0.04045 ? fraction / 12.92 : powf((fraction + 0.055) / 1.055, 2.4)
    }
  }

  fileprivate static func coded(_ linear: Float) -> Self {
    let value = linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * powf(linear, 1 / 2.4) - 0.055
    return Self(Swift.min(Swift.max(value, 0), 1) * Float(Self.max) + 0.5)
  }
}

extension UInt8: SampleCoding {
  static let linear = linearTable()

  /// Fine enough for the steep beginning: a step is a twentieth of a value there.
  private static let table = (0...65535).map { coded(Float($0) / 65535) }

  static var encoder: @Sendable (Float) -> UInt8 {
    let table = table
    return { value in table[Int(Swift.min(Swift.max(value, 0), 1) * 65535 + 0.5)] }
  }
}

extension UInt16: SampleCoding {
  static let linear = linearTable()
  static var encoder: @Sendable (Float) -> UInt16 { { coded($0) } }
}

/// CIE's coordinates of sRGB's linear light, under its white D65.
enum CIE {
  /// X and Z of white; its Y is 1.
  static let whiteX: Float = 0.95047
  static let whiteZ: Float = 1.08883

  /// Luminance of linear light.
  @inline(__always)
  static func luminance(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    0.212_672_9 * red + 0.715_152_2 * green + 0.072_175_0 * blue
  }

  /// CIE's cube root with a straight piece near black: L = 116 root(Y) - 16.
  @inline(__always)
  static func root(_ ratio: Float) -> Float {
    ratio > 0.008_856_452 ? cbrtf(ratio) : ratio * 7.787_037 + 4.0 / 29
  }

  /// The inverse of `root`.
  @inline(__always)
  static func cube(_ value: Float) -> Float {
    value > 6.0 / 29 ? value * value * value : (value - 4.0 / 29) / 7.787_037
  }
}
