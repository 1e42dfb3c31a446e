import Imaging

extension Handwriting {
  /// The ink as G-code for a pen plotter: single lines in the order written, millimetres, absolute places, y up.
  ///
  /// The ink begins in the upper left corner within the margins. The pen is up before the first move, between strokes and at
  /// the end, when the plotter goes home.
  ///
  /// - Throws: `InkError.doesNotFit` where the ink is larger than the sheet within its margins, `InkError.tooLarge` for more
  ///   than 200,000 points.
  public func gcode(_ settings: PlotterSettings = PlotterSettings()) throws(InkError) -> String {
    guard pointCount <= InkLimits.sheetPoints else {
      throw .tooLarge(file: "ink for a plotter", what: "points", limit: InkLimits.sheetPoints)
    }
    let finite = onPaper
    let bounds = finite.bounds ?? InkBounds(left: 0, top: 0, right: 0, bottom: 0)
    let scale = try settings.scale(of: bounds)
    let place = InkTransform.translation(x: -bounds.left, y: -bounds.top)
      .then(.scale(x: scale, y: -scale))
      .then(.translation(x: settings.margin, y: settings.sheet.height - settings.margin))
    var lines = [
      "; \(finite.strokes.count) strokes, \(short(bounds.width * scale)) x "
        + "\(short(bounds.height * scale)) mm on \(short(settings.sheet.width)) x "
        + "\(short(settings.sheet.height)) mm, origin at the lower left",
      "G21", "G90",
    ]
    lines += settings.pen.lift
    for stroke in finite.strokes {
      guard let curve = InkCurve(stroke) else { continue }
      let points = curve.flattened(tolerance: PlotterSettings.tolerance / scale)
        .map { settings.inside(place($0)) }
      lines.append("G0 \(words(points[0])) F\(short(settings.travelFeed))")
      lines += settings.pen.lower
      for (index, point) in points.dropFirst().enumerated() {
        lines.append("G1 \(words(point))" + (index == 0 ? " F\(short(settings.drawingFeed))" : ""))
      }
      lines += settings.pen.lift
    }
    lines += ["G0 X0 Y0 F\(short(settings.travelFeed))", "M2", ""]
    return lines.joined(separator: "\n")
  }
}

private func words(_ point: InkPoint) -> String {
  "X\(NumberText.decimal(Double(point.x), places: 3)) Y\(NumberText.decimal(Double(point.y), places: 3))"
}

extension PlotterPen {
  fileprivate var lift: [String] { commands(isUp: true) }
  fileprivate var lower: [String] { commands(isUp: false) }

  private func commands(isUp: Bool) -> [String] {
    switch self {
    case .height(let up, let down, let feed):
      return ["G1 Z\(short(isUp ? up : down)) F\(short(feed))"]
    case .servo(let up, let down, let seconds):
      let command = isUp ? up : down
      precondition(
        !command.contains(where: \.isNewline), "PlotterPen: a command of several lines: \(command)")
      return [command] + (seconds > 0 ? ["G4 P\(short(seconds))"] : [])
    }
  }
}

extension PlotterSettings {
  /// Millimetres a unit.
  fileprivate func scale(of bounds: InkBounds) throws(InkError) -> Float {
    let (width, height) = (sheet.width - 2 * margin, sheet.height - 2 * margin)
    let scale =
      switch size {
      case .millimetersPerUnit(let scale): scale
      case .fitted:
        min(width / max(bounds.width, 1e-6), height / max(bounds.height, 1e-6), 1000)
      }
    // Curves may leave the box of their points by a little; `inside` looks after that.
    let fits = bounds.width * scale <= width * 1.0001 && bounds.height * scale <= height * 1.0001
    guard width > 0, height > 0, scale > 0, fits else {
      throw .doesNotFit(
        width: bounds.width * scale, height: bounds.height * scale, sheetWidth: width,
        sheetHeight: height)
    }
    return scale
  }

  /// The nearest point on the sheet.
  fileprivate func inside(_ point: InkPoint) -> InkPoint {
    InkPoint(x: min(max(point.x, 0), sheet.width), y: min(max(point.y, 0), sheet.height))
  }
}
