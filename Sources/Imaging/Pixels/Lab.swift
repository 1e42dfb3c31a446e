import Platform

/// A colour in CIE L*a*b* under the D65 white of sRGB.
///
/// Distances in it come close to the differences that people see.
public struct Lab: Sendable, Hashable {
  /// Lightness, 0 (black) ... 100 (white).
  public var lightness: Float
  /// Green (negative) to red, about -86...98 within sRGB.
  public var a: Float
  /// Blue (negative) to yellow, about -108...94 within sRGB.
  public var b: Float

  /// Makes a colour from its three coordinates.
  public init(lightness: Float, a: Float, b: Float) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// The coordinates of an sRGB colour.
  public init(_ color: Color) {
    self = labOf(
      linearOf[Int(color.red)], linearOf[Int(color.green)], linearOf[Int(color.blue)])
  }
}

extension Color {
  /// The nearest sRGB colour; coordinates outside its range are clamped channel by channel.
  public init(_ lab: Lab) {
    let (red, green, blue) = linearOfLab(lab)
    self.init(red: encoded(red), green: encoded(green), blue: encoded(blue))
  }
}

extension Image {
  /// The picture in CIE L*a*b*, [height, width, 3]; opacity is composited over white.
  public func labSamples() -> [Float] {
    let source = rgb().pixels
    return [Float](unsafeUninitializedCapacity: source.count) { target, count in
      for start in stride(from: 0, to: source.count, by: 3) {
        let lab = labOf(
          linearOf[Int(source[start])], linearOf[Int(source[start + 1])],
          linearOf[Int(source[start + 2])])
        target.initializeElement(at: start, to: lab.lightness)
        target.initializeElement(at: start + 1, to: lab.a)
        target.initializeElement(at: start + 2, to: lab.b)
      }
      count = source.count
    }
  }

  /// Makes an RGB picture of CIE L*a*b* coordinates, [height, width, 3].
  public init(size: ImageSize, labSamples: [Float]) {
    precondition(
      labSamples.count == 3 * size.pixelCount,
      "Image(labSamples:): \(labSamples.count) samples do not make \(size) with 3 channels")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(labSamples.count)
    for start in stride(from: 0, to: labSamples.count, by: 3) {
      let color = Color(
        Lab(lightness: labSamples[start], a: labSamples[start + 1], b: labSamples[start + 2]))
      pixels.append(color.red)
      pixels.append(color.green)
      pixels.append(color.blue)
    }
    self.init(size: size, format: .rgb, pixels: pixels)
  }
}

/// D65 white, by which X and Z are divided below.
private let (whiteX, whiteZ): (Float, Float) = (0.95047, 1.08883)

/// Linear light of each 8-bit sRGB value (IEC 61966-2-1).
private let linearOf: [Float] = (0..<256).map { value in
  let fraction = Float(value) / 255
  return fraction <= 0.04045 ? fraction / 12.92 : powf((fraction + 0.055) / 1.055, 2.4)
}

private func encoded(_ linear: Float) -> UInt8 {
  let value = linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * powf(linear, 1 / 2.4) - 0.055
  return byte(value * 255)
}

/// CIE's cube root with a straight piece near black.
@inline(__always)
private func compressed(_ ratio: Float) -> Float {
  ratio > 0.008_856_452 ? cbrtf(ratio) : ratio * 7.787_037 + 4.0 / 29
}

@inline(__always)
private func expanded(_ value: Float) -> Float {
  value > 6.0 / 29 ? value * value * value : (value - 4.0 / 29) / 7.787_037
}

private func labOf(_ red: Float, _ green: Float, _ blue: Float) -> Lab {
  let x = compressed((0.412_456_4 * red + 0.357_576_1 * green + 0.180_437_5 * blue) / whiteX)
  let y = compressed(0.212_672_9 * red + 0.715_152_2 * green + 0.072_175_0 * blue)
  let z = compressed((0.019_333_9 * red + 0.119_192_0 * green + 0.950_304_1 * blue) / whiteZ)
  return Lab(lightness: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z))
}

private func linearOfLab(_ lab: Lab) -> (red: Float, green: Float, blue: Float) {
  let middle = (lab.lightness + 16) / 116
  let x = expanded(middle + lab.a / 500) * whiteX
  let y = expanded(middle)
  let z = expanded(middle - lab.b / 200) * whiteZ
  let red: Float = 3.240_454_2 * x - 1.537_138_5 * y - 0.498_531_4 * z
  let green: Float = -0.969_266_0 * x + 1.876_010_8 * y + 0.041_556_0 * z
  let blue: Float = 0.055_643_4 * x - 0.204_025_9 * y + 1.057_225_2 * z
  return (red, green, blue)
}
