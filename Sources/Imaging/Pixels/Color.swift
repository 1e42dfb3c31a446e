/// An opaque sRGB colour of 8 bits a channel.
public struct Color: Sendable, Hashable, CustomStringConvertible {
  /// Amount of red, 0...255.
  public var red: UInt8
  /// Amount of green, 0...255.
  public var green: UInt8
  /// Amount of blue, 0...255.
  public var blue: UInt8

  /// Makes a colour from its three amounts.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Makes a colour from a number such as `0x1F77B4`.
  public init(hex: UInt32) {
    self.init(
      red: UInt8(hex >> 16 & 0xFF), green: UInt8(hex >> 8 & 0xFF), blue: UInt8(hex & 0xFF))
  }

  /// The colour that is written as `#rrggbb`; nil where the text is something else.
  public init?(_ text: some StringProtocol) {
    guard text.hasPrefix("#"), text.count == 7, text.dropFirst().allSatisfy(\.isHexDigit),
      let hex = UInt32(text.dropFirst(), radix: 16)
    else { return nil }
    self.init(hex: hex)
  }

  /// A grey of this brightness.
  public init(gray: UInt8) {
    self.init(red: gray, green: gray, blue: gray)
  }

  /// White.
  public static let white = Color(gray: 255)
  /// Black.
  public static let black = Color(gray: 0)

  /// The colour as `#rrggbb`.
  public var description: String {
    let digits = [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "#" + digits.joined()
  }

  /// Brightness by Rec. 601, 0...255.
  public var luma: UInt8 { rec601Luma(red, green, blue) }

  /// This colour moved towards another by a fraction of 0...1.
  public func mixed(with other: Color, by fraction: Float) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Float(a) + (Float(b) - Float(a)) * min(max(fraction, 0), 1)).rounded())
    }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

/// Rec. 601 luma in 16-bit fixed point, rounded; equal channels give themselves.
@inline(__always)
func rec601Luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
  let sum: UInt32 = UInt32(red) &* 19595 &+ UInt32(green) &* 38470 &+ UInt32(blue) &* 7471
  return UInt8(truncatingIfNeeded: (sum &+ 32768) >> 16)
}
