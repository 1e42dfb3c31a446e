import Imaging

/// What was written, apart from what it was written on.
struct Ink {
  /// How much each pixel differs from its background towards the ink, 0...1.
  var plane: GrayPlane
  /// How much full ink differs from its background, 0 where there is none.
  let contrast: Float
  /// The differences themselves, 0 where a pixel differs the other way.
  private let difference: GrayPlane

  /// The ink of a picture, whichever of brightness and colour shows it: colours of the same brightness differ only in themselves.
  static func strongest(in image: Image, luma: GrayPlane, within mask: [Bool]?) -> Ink {
    let ink = Ink(luma, within: mask)
    guard ink.contrast < 0.15, image.format.colorChannelCount == 3 else { return ink }
    let colors = [SIMD3<Float>(0.5, -0.5, 0), SIMD3<Float>(-0.25, -0.25, 0.5)].map { weights in
      Ink(GrayPlane(image, weights: weights), within: mask)
    }
    guard let other = colors.max(by: { $0.contrast < $1.contrast }),
      other.contrast > max(2 * ink.contrast, 0.06)
    else { return ink }
    return other
  }

  /// The ink of a plane; what lies outside the mask is nothing.
  init(_ plane: GrayPlane, within mask: [Bool]?) {
    let background = Background(plane, within: mask)
    var difference = plane
    for row in 0..<plane.size.height {
      for column in 0..<plane.size.width {
        let isOutside = mask.map { !$0[row * plane.size.width + column] } ?? false
        difference[row, column] = isOutside ? 0 : plane[row, column] - background(row, column)
      }
    }
    let sizes = difference.values.map(abs)
    let looked = mask.map { mask in sizes.indices.filter { mask[$0] }.map { sizes[$0] } } ?? sizes
    let noise = looked.isEmpty ? 0 : 4 * ranked(looked, at: looked.count / 2)
    func energy(_ sign: Float) -> Float {
      difference.values.reduce(0) { sum, value in
        let excess = max(sign * value - noise, 0)
        return sum + excess * excess
      }
    }
    let sign: Float = energy(1) > energy(-1) ? 1 : -1
    let ink = difference.values.map { max(sign * $0, 0) }
    self.difference = GrayPlane(size: plane.size, values: ink)
    let strong = ink.filter { $0 > max(noise, Ink.faintest) }
    guard !strong.isEmpty else {
      self.plane = GrayPlane(size: plane.size, values: ink.map { _ in 0 })
      contrast = 0
      return
    }
    // Full ink is what most of the strong pixels reach; paper grain becomes nothing.
    let full = ranked(strong, at: strong.count * 7 / 10)
    let floor = min(noise, full / 3)
    self.plane = self.difference.stretched(from: floor, to: full)
    contrast = full
  }

  /// Only the ink that is clearly stronger than these lines, with what lies under it; nil where little is.
  func stronger(than rules: Rules) -> GrayPlane? {
    let level = rules.level(on: difference)
    let strong = difference.values.filter { $0 > 1.5 * level }
    guard level > 0, strong.count * 500 > difference.values.count else { return nil }
    let full = ranked(strong, at: strong.count * 6 / 10)
    return full > 1.7 * level ? difference.stretched(from: 1.2 * level, to: full) : nil
  }

  /// Ink that differs less from its paper is none: four of 255 grey levels.
  private static let faintest: Float = 0.016
}
