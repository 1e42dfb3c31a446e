import Imaging

extension InkPage {
  /// Longest side of a picture, in pixels.
  public static let pictureSideLimit = 16_000
  /// Longest side of an animation, in pixels.
  public static let animationSideLimit = 4096
  /// Largest area of a picture, in pixels.
  static let pictureAreaLimit: Float = 64e6

  /// The page as a picture.
  ///
  /// - Parameter pixelsPerUnit: its scale: small letters are 20 times as many pixels high.
  /// - Throws: `InkError.pictureTooLarge` beyond `pictureSideLimit` pixels a side, or 64 megapixels.
  public func image(pixelsPerUnit: Float = 3) throws(InkError) -> Image {
    var drawing = try InkDrawing(self, pixelsPerUnit, sideLimit: InkPage.pictureSideLimit)
    for stroke in ink.strokes { drawing.draw(stroke) }
    return drawing.canvas.image
  }

  /// The page as the bytes of a PNG file.
  ///
  /// - Parameter pixelsPerUnit: its scale: small letters are 20 times as many pixels high.
  /// - Throws: `InkError` for a picture that is too large.
  public func png(pixelsPerUnit: Float = 3) throws(InkError) -> [UInt8] {
    let image = try image(pixelsPerUnit: pixelsPerUnit)
    do {
      return try image.pngData(name: "ink")
    } catch {
      throw .image(error)
    }
  }
}

/// A page on a canvas.
struct InkDrawing {
  var canvas: Canvas
  let scale: Float
  private let page: InkPage

  /// The empty paper.
  init(_ page: InkPage, _ scale: Float, sideLimit: Int) throws(InkError) {
    precondition(scale > 0, "InkPage: \(scale) pixels a unit, expected more than 0")
    let (width, height) = (page.area.width * scale, page.area.height * scale)
    guard max(width, height) <= Float(sideLimit), width * height <= InkPage.pictureAreaLimit else {
      throw .pictureTooLarge(width: width, height: height, limit: sideLimit)
    }
    self.page = page
    self.scale = scale
    canvas = Canvas(
      size: ImageSize(
        height: max(1, Int(height.rounded(.up))), width: max(1, Int(width.rounded(.up)))),
      background: page.paperColor)
    rule()
  }

  /// The pixel of a place.
  func pixel(_ point: InkPoint) -> Point {
    Point(x: (point.x - page.area.left) * scale, y: (point.y - page.area.top) * scale)
  }

  /// Width of the pen's line in pixels; thinner ones would vanish.
  var penWidth: Float { max(page.pen.width * scale, 1) }

  mutating func draw(_ stroke: InkStroke) {
    guard let curve = InkCurve(stroke) else { return }
    draw(curve.flattened(tolerance: 0.1 / scale))
  }

  /// Draws straight lines from point to point, or a dot where there is but one.
  mutating func draw(_ points: [InkPoint]) {
    if points.count == 1 {
      canvas.circle(
        center: pixel(points[0]), radius: penWidth * InkPage.dotRadius, page.pen.color)
    } else {
      canvas.polyline(points.map(pixel), page.pen.color, thickness: penWidth)
    }
  }

  private mutating func rule() {
    let (levels, columns) = page.rules
    // Rules cover whole pixels, so that all look alike.
    let thickness = max(1, Int((InkPage.ruleWidth * scale).rounded()))
    for level in levels {
      let row = Int(pixel(InkPoint(x: 0, y: level)).y) - thickness / 2
      canvas.fill(
        Rectangle(left: 0, top: row, width: canvas.size.width, height: thickness), page.ruleColor)
    }
    for column in columns {
      let left = Int(pixel(InkPoint(x: column, y: 0)).x) - thickness / 2
      canvas.fill(
        Rectangle(left: left, top: 0, width: thickness, height: canvas.size.height), page.ruleColor)
    }
  }
}
