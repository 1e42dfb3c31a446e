extension PictureFile {
  /// The picture in colour: RGB, or RGBA where it has opacity. Each pixel keeps its lightness, and its chroma follows from that;
  /// what sRGB cannot show of it loses chroma, not lightness. Size, depth and metadata stay.
  ///
  /// - Parameter saturation: what chroma is multiplied by.
  public func colored(by chroma: GuidedChroma, saturation: Float = 1) -> PictureFile {
    let pass = ColorPass(size, format, chroma, saturation)
    let colors: PixelFormat = format.hasAlpha ? .rgba : .rgb
    switch samples {
    case .bytes(let bytes):
      return PictureFile(self, format: colors, samples: .bytes(pass.colored(bytes)))
    case .words(let words):
      return PictureFile(self, format: colors, samples: .words(pass.colored(words)))
    }
  }
}

/// One way through all pixels, in bands of rows.
private struct ColorPass: Sendable {
  private let size: ImageSize
  private let format: PixelFormat
  private let chroma: GuidedChroma
  private let saturation: Float
  private let across: Taps
  private let down: Taps

  /// Between which two of the small picture's places each pixel lies along one axis.
  private struct Taps: Sendable {
    let first: [Int]
    let second: [Int]
    /// The second one's share.
    let share: [Float]

    init(from source: Int, to target: Int) {
      let positions = (0..<target).map {
        min(max((Float($0) + 0.5) * Float(source) / Float(target) - 0.5, 0), Float(source - 1))
      }
      first = positions.map { Int($0) }
      second = first.map { min($0 + 1, source - 1) }
      share = zip(positions, first).map { $0 - Float($1) }
    }
  }

  init(_ size: ImageSize, _ format: PixelFormat, _ chroma: GuidedChroma, _ saturation: Float) {
    (self.size, self.format, self.chroma, self.saturation) = (size, format, chroma, saturation)
    across = Taps(from: chroma.size.width, to: size.width)
    down = Taps(from: chroma.size.height, to: size.height)
  }

  func colored<Sample: SampleCoding>(_ samples: [Sample]) -> [Sample] {
    let total = size.pixelCount * (format.hasAlpha ? 4 : 3)
    return [Sample](unsafeUninitializedCapacity: total) { buffer, count in
      let target = buffer
      samples.withUnsafeBufferPointer { source in
        inBands(of: size.height) { color(source, target, rows: $0) }
      }
      count = total
    }
  }

  private func color<Sample: SampleCoding>(
    _ source: UnsafeBufferPointer<Sample>, _ target: UnsafeMutableBufferPointer<Sample>,
    rows: Range<Int>
  ) {
    let (channels, colors) = (format.channelCount, format.hasAlpha ? 4 : 3)
    let encode = Sample.encoder
    let linear = Sample.linear
    let roots = format.colorChannelCount == 1 ? linear.map(CIE.root) : []
    var line = [SIMD4<Float>](repeating: .zero, count: chroma.size.width)
    for row in rows {
      interpolate(row, into: &line)
      for column in 0..<size.width {
        let place = row * size.width + column
        let pixel = place * channels
        let luminance: Float
        let root: Float
        if channels < 3 {
          luminance = linear[Int(source[pixel])]
          root = roots[Int(source[pixel])]
        } else {
          luminance = CIE.luminance(
            linear[Int(source[pixel])], linear[Int(source[pixel + 1])],
            linear[Int(source[pixel + 2])])
          root = CIE.root(luminance)
        }
        let left = line[across.first[column]]
        let fit = left + (line[across.second[column]] - left) * across.share[column]
        let lightness = 116 * root - 16
        let light = linearLight(
          luminance, root, a: (fit.x * lightness + fit.y) * saturation,
          b: (fit.z * lightness + fit.w) * saturation)
        target[place * colors] = encode(light.x)
        target[place * colors + 1] = encode(light.y)
        target[place * colors + 2] = encode(light.z)
        if colors == 4 { target[place * colors + 3] = source[pixel + channels - 1] }
      }
    }
  }

  /// The coefficients of a row.
  private func interpolate(_ row: Int, into line: inout [SIMD4<Float>]) {
    let width = chroma.size.width
    let (above, below) = (down.first[row] * width, down.second[row] * width)
    for column in 0..<width {
      let upper = chroma.coefficients[above + column]
      line[column] = upper + (chroma.coefficients[below + column] - upper) * down.share[row]
    }
  }
}

/// Linear light of a colour of Lab. What lies outside sRGB is moved towards the grey of the same luminance, which keeps its
/// lightness.
///
/// - Parameters:
///   - luminance: CIE's Y, 0...1.
///   - root: `CIE.root` of it.
@inline(__always)
func linearLight(_ luminance: Float, _ root: Float, a: Float, b: Float) -> SIMD3<Float> {
  let x = CIE.cube(root + a / 500) * CIE.whiteX
  let z = CIE.cube(root - b / 200) * CIE.whiteZ
  let light = SIMD3<Float>(
    3.240_454_2 * x - 1.537_138_5 * luminance - 0.498_531_4 * z,
    -0.969_266_0 * x + 1.876_010_8 * luminance + 0.041_556_0 * z,
    0.055_643_4 * x - 0.204_025_9 * luminance + 1.057_225_2 * z)
  let (highest, lowest) = (light.max(), light.min())
  if highest <= 1 && lowest >= 0 { return light }
  var share: Float = 1
  if highest > 1 { share = min(share, (1 - luminance) / (highest - luminance)) }
  if lowest < 0 { share = min(share, luminance / (luminance - lowest)) }
  let gray = SIMD3<Float>(repeating: luminance)
  return gray + (light - gray) * max(share, 0)
}
