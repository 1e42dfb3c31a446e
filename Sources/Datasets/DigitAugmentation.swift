import TensorCore

/// Random distortions of small grey pictures: turned, scaled, slanted, shifted, and bent by a smooth random
/// field (Simard, Steinkraus & Platt 2003).
public struct DigitAugmentation: Sendable, Equatable, Codable {
  /// The largest turn, in radians.
  public var rotation: Float
  /// The largest change of size, as a share, for each direction.
  public var scale: Float
  /// The largest slant, as a share of the height.
  public var shear: Float
  /// The largest shift, in pixels.
  public var shift: Float
  /// The deviation of the bending field at its nodes, in pixels.
  public var bend: Float
  /// What pages leave on digits; nil for clean pictures.
  public var residues: PageResidues?

  /// Distortions of these sizes.
  public init(
    rotation: Float, scale: Float, shear: Float, shift: Float, bend: Float,
    residues: PageResidues? = nil
  ) {
    self.rotation = rotation
    self.scale = scale
    self.shear = shear
    self.shift = shift
    self.bend = bend
    self.residues = residues
  }

  /// Enough for a short run.
  public static let light = DigitAugmentation(
    rotation: 0.1, scale: 0.06, shear: 0.06, shift: 1, bend: 0.4)
  /// For long runs of a network that would otherwise learn the pictures by heart.
  public static let strong = DigitAugmentation(
    rotation: 0.2, scale: 0.12, shear: 0.15, shift: 2, bend: 0.9)
  /// The same, and what squared paper, boxes, dotted strokes and the like leave on half of the pictures.
  public static let pages = DigitAugmentation(
    rotation: 0.2, scale: 0.12, shear: 0.15, shift: 2, bend: 0.9, residues: .usual)

  /// The same distortion of clean pictures.
  public var withoutResidues: DigitAugmentation {
    var clean = self
    clean.residues = nil
    return clean
  }

  /// The bending field has this many nodes in each direction.
  private static let nodes = 5

  /// A distorted copy of a square grey picture.
  func distorted(_ input: ImageInput, using random: RandomSource) -> [Float] {
    precondition(
      input.size.height == input.size.width && input.channels == 1,
      "distorted: the pictures are square and grey")
    var result = [Float](unsafeUninitializedCapacity: input.values.count) { buffer, count in
      count = input.values.count
      input.values.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = buffer.baseAddress else { return }
        apply(to: from, size: input.size.height, into: to, using: random)
      }
    }
    residues?.add(to: &result, size: input.size.height, using: random)
    return result
  }

  /// Writes a distorted copy of a picture, read bilinearly, zero outside.
  ///
  /// - Parameters:
  ///   - source: floats [size, size], 0...1.
  ///   - target: floats [size, size], 0...1.
  func apply(
    to source: UnsafePointer<Float>, size: Int, into target: UnsafeMutablePointer<Float>,
    using random: RandomSource
  ) {
    let angle = random.uniform(-rotation..<rotation.nextUp)
    let (grow, stretch) = (
      1 + random.uniform(-scale..<scale.nextUp), 1 + random.uniform(-scale..<scale.nextUp)
    )
    let slant = random.uniform(-shear..<shear.nextUp)
    let (downShift, rightShift) = (
      random.uniform(-shift..<shift.nextUp), random.uniform(-shift..<shift.nextUp)
    )
    let n = Self.nodes
    let field = (0..<2 * n * n).map { _ in bend * random.normal() }
    // Sine and cosine to third order: angles are small.
    let (sine, cosine) = (angle - angle * angle * angle / 6, 1 - angle * angle / 2)
    let (yy, yx) = (cosine / grow, sine / grow)
    let (xy, xx) = ((slant * cosine - sine) / stretch, (slant * sine + cosine) / stretch)
    let centre = Float(size - 1) / 2
    let step = Float(n - 1) / Float(size - 1)
    field.withUnsafeBufferPointer { field in
      for row in 0..<size {
        let v = Float(row) * step
        let top = min(Int(v), n - 2)
        let vWeight = v - Float(top)
        for column in 0..<size {
          let u = Float(column) * step
          let left = min(Int(u), n - 2)
          let uWeight = u - Float(left)
          func bent(_ offset: Int) -> Float {
            let at = offset + top * n + left
            let upper = field[at] + uWeight * (field[at + 1] - field[at])
            let lower = field[at + n] + uWeight * (field[at + n + 1] - field[at + n])
            return upper + vWeight * (lower - upper)
          }
          let (y, x) = (Float(row) - centre, Float(column) - centre)
          let fromY = centre + yy * y + yx * x + downShift + bent(0)
          let fromX = centre + xy * y + xx * x + rightShift + bent(n * n)
          target[row * size + column] = Self.sample(source, size, fromY, fromX)
        }
      }
    }
  }

  /// A picture [size, size] between its pixels, bilinearly; zero outside.
  @inline(__always)
  package static func sample(_ source: UnsafePointer<Float>, _ size: Int, _ y: Float, _ x: Float)
    -> Float
  {
    guard y > -1, x > -1, y < Float(size), x < Float(size) else { return 0 }
    let (shiftedY, shiftedX) = (Int(y + 1) - 1, Int(x + 1) - 1)  // floor
    let (v, u) = (y - Float(shiftedY), x - Float(shiftedX))
    func at(_ row: Int, _ column: Int) -> Float {
      row >= 0 && row < size && column >= 0 && column < size
        ? source[row * size + column] : 0
    }
    let upper = at(shiftedY, shiftedX) * (1 - u) + at(shiftedY, shiftedX + 1) * u
    let lower = at(shiftedY + 1, shiftedX) * (1 - u) + at(shiftedY + 1, shiftedX + 1) * u
    return upper * (1 - v) + lower * v
  }
}
