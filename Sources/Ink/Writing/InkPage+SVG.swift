import Imaging

extension InkPage {
  /// The page as an SVG file: a path of cubic Bézier curves for each stroke, a circle for each dot.
  ///
  /// - Parameter millimetersPerUnit: the size in print; nil leaves it to the program that shows it.
  public func svg(millimetersPerUnit: Float? = nil) -> String {
    let (width, height) = (area.width, area.height)
    var size = ""
    if let scale = millimetersPerUnit {
      size = " width=\"\(short(scale * width))mm\" height=\"\(short(scale * height))mm\""
    }
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<svg xmlns=\"http://www.w3.org/2000/svg\"\(size) "
        + "viewBox=\"\(short(area.left)) \(short(area.top)) \(short(width)) \(short(height))\">",
      "<rect x=\"\(short(area.left))\" y=\"\(short(area.top))\" width=\"\(short(width))\" "
        + "height=\"\(short(height))\" fill=\"\(paperColor)\"/>",
    ]
    let (levels, columns) = rules
    if !levels.isEmpty || !columns.isEmpty {
      let level = levels.map { "M\(short(area.left)) \(short($0))H\(short(area.right))" }
      let upright = columns.map { "M\(short($0)) \(short(area.top))V\(short(area.bottom))" }
      lines.append(
        "<path fill=\"none\" stroke=\"\(ruleColor)\" stroke-width=\"\(short(InkPage.ruleWidth))\" "
          + "d=\"\((level + upright).joined())\"/>")
    }
    lines.append(
      "<g fill=\"none\" stroke=\"\(pen.color)\" stroke-width=\"\(short(pen.width))\" "
        + "stroke-linecap=\"round\" stroke-linejoin=\"round\">")
    lines += ink.strokes.compactMap(element)
    return (lines + ["</g>", "</svg>", ""]).joined(separator: "\n")
  }

  private func element(_ stroke: InkStroke) -> String? {
    guard let curve = InkCurve(stroke) else { return nil }
    if curve.segments.isEmpty {
      return "<circle cx=\"\(short(curve.start.x))\" cy=\"\(short(curve.start.y))\" "
        + "r=\"\(short(pen.width * InkPage.dotRadius))\" fill=\"\(pen.color)\" stroke=\"none\"/>"
    }
    let curves = curve.segments.map {
      "C\(pair($0.control1)) \(pair($0.control2)) \(pair($0.end))"
    }
    return "<path d=\"M\(pair(curve.start))\(curves.joined())\"/>"
  }

  /// Radius of a dot in widths of the pen: a little more than the line, since a pen rests on a dot.
  static let dotRadius: Float = 0.7

  private func pair(_ point: InkPoint) -> String { "\(short(point.x)) \(short(point.y))" }
}

/// A number with at most two places behind the point and no zeros at the end.
func short(_ value: Float) -> String {
  var text = NumberText.decimal(Double(value), places: 2)
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}
