import Imaging

/// How the pen's writing is shown as a film.
public struct InkAnimation: Sendable, Hashable {
  /// How long the writing takes; the pen goes evenly, and four times as fast above the paper.
  public var seconds: Float
  /// How long the finished page stands before all begins anew.
  public var restSeconds: Float
  /// The most frames, the last one included.
  public var frameLimit: Int

  /// Makes settings.
  public init(seconds: Float = 4, restSeconds: Float = 2, frameLimit: Int = 120) {
    self.seconds = seconds
    self.restSeconds = restSeconds
    self.frameLimit = frameLimit
  }

  /// Frames a second, where the limit allows them.
  static let rate: Float = 25
}

extension InkPage {
  /// The pen writing the page, as the bytes of a GIF file.
  ///
  /// - Parameters:
  ///   - settings: how long it takes.
  ///   - pixelsPerUnit: its scale: small letters are 20 times as many pixels high.
  /// - Throws: `InkError.pictureTooLarge` beyond `animationSideLimit` pixels a side.
  public func gif(_ settings: InkAnimation = InkAnimation(), pixelsPerUnit: Float = 2) throws
    -> [UInt8]
  {
    precondition(
      settings.frameLimit >= 1 && settings.seconds > 0 && settings.restSeconds >= 0,
      "InkAnimation: \(settings.frameLimit) frames in \(settings.seconds) s cannot be shown")
    var drawing = try InkDrawing(self, pixelsPerUnit, sideLimit: InkPage.animationSideLimit)
    var bytes: [UInt8] = []
    let writer = try AnimationWriter(size: drawing.canvas.size, palette: palette) {
      bytes.append(contentsOf: $0)
    }
    let path = PenPath(ink, tolerance: 0.1 / pixelsPerUnit)
    let count = min(
      settings.frameLimit, max(Int(min(settings.seconds * InkAnimation.rate, 1e6)), 1))
    let hundredths = Int(min((100 * settings.seconds / Float(count)).rounded(), 1e6))
    var position = PenPath.Position()
    for frame in 0..<count {
      let from = position
      position = path.position(at: Float(frame + 1) / Float(count) * path.duration)
      for piece in path.pieces(from: from, to: position) { drawing.draw(piece) }
      if frame + 1 < count { try writer.append(drawing.canvas, hundredths: hundredths) }
    }
    // The finished page is what the picture shows, whatever the pieces' joints look like.
    drawing = try InkDrawing(self, pixelsPerUnit, sideLimit: InkPage.animationSideLimit)
    for stroke in ink.strokes { drawing.draw(stroke) }
    try writer.append(
      drawing.canvas, hundredths: hundredths + Int(min(100 * settings.restSeconds, 1e6)))
    try writer.finish()
    return bytes
  }

  /// The colours of paper and rules, and those of edges between them and the ink.
  private var palette: [Color] {
    let steps = paper == .plain ? 63 : 31
    let grounds = paper == .plain ? [paperColor] : [paperColor, ruleColor]
    return grounds.flatMap { ground in
      (0...steps).map { ground.mixed(with: pen.color, by: Float($0) / Float(steps)) }
    }
  }
}

/// The way of the pen in time: one unit a tick on the paper, four above it.
struct PenPath {
  /// How far the pen has come: before point `point` of stroke `stroke`, at a share of the way to it.
  struct Position {
    var stroke = 0
    var point = 0
    var place: InkPoint?
  }

  private let strokes: [[InkPoint]]
  /// When each point is reached.
  private let times: [[Float]]
  /// When the last point is reached.
  let duration: Float

  /// How long the pen rests on a dot.
  private static let dotTicks: Float = 4

  init(_ ink: Handwriting, tolerance: Float) {
    strokes = ink.strokes.compactMap { InkCurve($0)?.flattened(tolerance: tolerance) }
    var times: [[Float]] = []
    var clock: Double = 0
    var here: InkPoint?
    for points in strokes {
      var reached: [Float] = []
      for (index, point) in points.enumerated() {
        let way = Double(here.map { $0.distance(to: point) } ?? 0)
        clock += index == 0 ? way / 4 : way
        if points.count == 1 { clock += Double(PenPath.dotTicks) }
        reached.append(Float(clock))
        here = point
      }
      times.append(reached)
    }
    self.times = times
    duration = Float(clock)
  }

  /// Where the pen is at a time.
  func position(at time: Float) -> Position {
    guard let stroke = times.firstIndex(where: { ($0.last ?? 0) > time }) else {
      return Position(stroke: strokes.count, point: 0, place: nil)
    }
    let point = times[stroke].firstIndex { $0 > time } ?? 0
    guard point > 0 else { return Position(stroke: stroke, point: 0, place: nil) }
    let (from, to) = (times[stroke][point - 1], times[stroke][point])
    let place = strokes[stroke][point - 1].mixed(
      with: strokes[stroke][point], by: (time - from) / (to - from))
    return Position(stroke: stroke, point: point, place: place)
  }

  /// What the pen wrote between two positions, in lines.
  func pieces(from: Position, to: Position) -> [[InkPoint]] {
    (from.stroke...max(to.stroke, from.stroke)).compactMap { stroke in
      guard stroke < strokes.count else { return nil }
      let begin = stroke == from.stroke ? from.point : 0
      let end = stroke == to.stroke ? to.point : strokes[stroke].count
      let start = stroke == from.stroke ? from.place : nil
      let stop = stroke == to.stroke ? to.place : nil
      let piece =
        (start.map { [$0] } ?? []) + strokes[stroke][begin..<max(begin, end)]
        + (stop.map { [$0] } ?? [])
      return piece.isEmpty || (piece.count == 1 && strokes[stroke].count > 1) ? nil : piece
    }
  }
}
