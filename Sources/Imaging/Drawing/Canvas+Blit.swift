extension Canvas {
  /// Draws a picture with its opacity, its pixels unchanged.
  ///
  /// - Parameter scale: each pixel becomes a square of this side.
  public mutating func blit(_ image: Image, left: Int, top: Int, scale: Int = 1) {
    precondition(scale > 0, "Canvas.blit: the scale is \(scale), expected 1 or more")
    let frame = Rectangle(
      left: left, top: top, width: image.width * scale, height: image.height * scale)
    guard let inside = frame.clipped(to: size) else { return }
    let channels = image.channelCount
    let isGray = image.format.colorChannelCount == 1
    for row in inside.top..<inside.bottom {
      for column in inside.left..<inside.right {
        let start = ((row - top) / scale * image.width + (column - left) / scale) * channels
        let red = image.pixels[start]
        let color = Color(
          red: red, green: isGray ? red : image.pixels[start + 1],
          blue: isGray ? red : image.pixels[start + 2])
        let alpha = image.format.hasAlpha ? Float(image.pixels[start + channels - 1]) / 255 : 1
        blend(row: row, column: column, color, opacity: alpha)
      }
    }
  }

  /// Draws a picture smoothly resized to a rectangle.
  public mutating func blit(
    _ image: Image, in rectangle: Rectangle, filter: ResizeFilter = .triangle
  ) {
    guard rectangle.width > 0 && rectangle.height > 0 else { return }
    let target = ImageSize(height: rectangle.height, width: rectangle.width)
    blit(image.resized(to: target, filter: filter), left: rectangle.left, top: rectangle.top)
  }

  /// Draws a grid of numbers as colours.
  ///
  /// - Parameters:
  ///   - values: [grid height, grid width].
  ///   - grid: rows and columns of the values.
  ///   - rectangle: where to draw it.
  ///   - map: colours from the lowest to the highest value.
  ///   - range: the values that get the first and the last colour; nil takes the extremes.
  ///   - opacity: 0...1, less than 1 to lay it over a picture.
  ///   - isSmooth: blends between the values in place of even cells.
  public mutating func heatMap(
    _ values: [Float], grid: ImageSize, in rectangle: Rectangle, map: ColorMap = .ember,
    range: ClosedRange<Float>? = nil, opacity: Float = 1, isSmooth: Bool = false
  ) {
    precondition(
      values.count == grid.pixelCount && !values.isEmpty,
      "Canvas.heatMap: \(values.count) values do not make \(grid)")
    guard rectangle.width > 0 && rectangle.height > 0 else { return }
    let finite = values.filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    let high = range?.upperBound ?? finite.max() ?? 1
    let scale = high > low ? 1 / (high - low) : 0
    let shares = values.map { $0.isFinite ? ($0 - low) * scale : 0 }
    let target = ImageSize(height: rectangle.height, width: rectangle.width)
    let resized = resize(
      shares, size: grid, channels: 1, to: target, filter: isSmooth ? .triangle : .nearest)
    for row in 0..<target.height {
      for column in 0..<target.width {
        blend(
          row: rectangle.top + row, column: rectangle.left + column,
          map.color(at: resized[row * target.width + column]), opacity: opacity)
      }
    }
  }
}
