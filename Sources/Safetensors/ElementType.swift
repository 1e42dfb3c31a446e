/// How a number is stored in a file.
public enum ElementType: String, Sendable, CaseIterable {
  /// 32-bit floats.
  case float32 = "F32"
  /// 16-bit floats (IEEE half precision).
  case float16 = "F16"
  /// The upper half of 32-bit floats.
  case bfloat16 = "BF16"

  /// Bytes for each number.
  public var byteCount: Int { self == .float32 ? 4 : 2 }

  /// Turns little-endian bytes into floats.
  func decode(_ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .float32:
      for index in floats.indices {
        let bits = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
        floats[index] = Float(bitPattern: UInt32(littleEndian: bits))
      }
    case .bfloat16:
      for index in floats.indices {
        let bits = bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
        floats[index] = Float(bitPattern: UInt32(UInt16(littleEndian: bits)) << 16)
      }
    case .float16:
      for index in floats.indices {
        let bits = bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
        floats[index] = ElementType.float(fromHalf: UInt16(littleEndian: bits))
      }
    }
  }

  /// Turns floats into little-endian bytes, rounding to the nearest, ties to even.
  func encode(_ floats: UnsafeBufferPointer<Float>, into bytes: inout [UInt8]) {
    for value in floats {
      switch self {
      case .float32: withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
      case .float16:
        withUnsafeBytes(of: ElementType.half(from: value).littleEndian) { bytes += $0 }
      case .bfloat16:
        withUnsafeBytes(of: ElementType.brainFloat(from: value).littleEndian) { bytes += $0 }
      }
    }
  }

  private static func brainFloat(from value: Float) -> UInt16 {
    guard !value.isNaN else { return 0x7FC0 }
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
  }

  static func float(fromHalf half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10) & 0x1F
    let fraction = UInt32(half & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return sign == 0 ? magnitude : -magnitude
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  static func half(from value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: (value.bitPattern >> 16) & 0x8000)
    let size = abs(value)
    if value.isNaN { return sign | 0x7E00 }
    if size >= 65520 { return sign | 0x7C00 }
    if size < 0x1p-14 { return sign | UInt16((size * 0x1p24).rounded(.toNearestOrEven)) }
    let bits = size.bitPattern
    let rounded = bits &+ 0xFFF &+ ((bits >> 13) & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded >> 13) &- (112 << 10))
  }
}
