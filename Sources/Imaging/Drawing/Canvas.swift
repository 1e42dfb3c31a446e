/// An RGB picture to draw on. Whatever lies outside is clipped.
public struct Canvas: Sendable {
  /// Height and width in pixels.
  public let size: ImageSize
  private var pixels: [UInt8]

  /// An empty canvas.
  public init(size: ImageSize, background: Color = .white) {
    self.init(Image(size: size, format: .rgb))
    fill(Rectangle(left: 0, top: 0, width: size.width, height: size.height), background)
  }

  /// A canvas that starts with a picture; opacity is composited over white.
  public init(_ image: Image) {
    size = image.size
    pixels = image.rgb().pixels
  }

  /// What has been drawn.
  public var image: Image { Image(size: size, format: .rgb, pixels: pixels) }

  /// The colour of a pixel inside the canvas.
  public subscript(row: Int, column: Int) -> Color {
    let start = 3 * (row * size.width + column)
    return Color(red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
  }

  /// Mixes a colour into one pixel.
  ///
  /// - Parameter opacity: 0 (leaves the pixel) ... 1 (replaces it).
  public mutating func blend(row: Int, column: Int, _ color: Color, opacity: Float = 1) {
    guard row >= 0 && row < size.height && column >= 0 && column < size.width else { return }
    let start = 3 * (row * size.width + column)
    if opacity >= 1 {
      pixels[start] = color.red
      pixels[start + 1] = color.green
      pixels[start + 2] = color.blue
    } else if opacity > 0 {
      pixels[start] = mix(pixels[start], color.red, opacity)
      pixels[start + 1] = mix(pixels[start + 1], color.green, opacity)
      pixels[start + 2] = mix(pixels[start + 2], color.blue, opacity)
    }
  }

  /// Fills a rectangle.
  public mutating func fill(_ rectangle: Rectangle, _ color: Color, opacity: Float = 1) {
    guard let inside = rectangle.clipped(to: size) else { return }
    for row in inside.top..<inside.bottom {
      for column in inside.left..<inside.right {
        blend(row: row, column: column, color, opacity: opacity)
      }
    }
  }

  /// Draws the outline of a rectangle, inside its edges.
  public mutating func outline(_ rectangle: Rectangle, _ color: Color, thickness: Int = 1) {
    let (w, h) = (rectangle.width, rectangle.height)
    let t = min(thickness, w, h)
    guard t > 0 else { return }
    let edges = [
      Rectangle(left: rectangle.left, top: rectangle.top, width: w, height: t),
      Rectangle(left: rectangle.left, top: rectangle.bottom - t, width: w, height: t),
      Rectangle(left: rectangle.left, top: rectangle.top, width: t, height: h),
      Rectangle(left: rectangle.right - t, top: rectangle.top, width: t, height: h),
    ]
    for edge in edges { fill(edge, color) }
  }

  /// Lays a mask of one colour over the canvas.
  mutating func apply(_ mask: CoverageMask, _ color: Color, opacity: Float = 1) {
    guard let inside = mask.frame.clipped(to: size) else { return }
    for row in inside.top..<inside.bottom {
      for column in inside.left..<inside.right {
        let coverage = mask[row, column]
        if coverage > 0 { blend(row: row, column: column, color, opacity: coverage * opacity) }
      }
    }
  }

  private func mix(_ old: UInt8, _ new: UInt8, _ share: Float) -> UInt8 {
    byte(Float(old) + (Float(new) - Float(old)) * share)
  }
}
