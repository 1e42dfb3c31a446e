/// Ink: strokes in the order written.
///
/// x points to the right and y **down**. The unit is a twentieth of the height of a small letter's body (x-height 20), in
/// which `normalized` brings ink of any device.
public struct Handwriting: Sendable, Hashable {
  /// The strokes, in the order written.
  public var strokes: [InkStroke]

  /// Ink of strokes.
  public init(_ strokes: [InkStroke] = []) { self.strokes = strokes }

  /// All points, stroke after stroke.
  public var points: [InkPoint] { strokes.flatMap(\.points) }
  /// The number of points.
  public var pointCount: Int { strokes.reduce(0) { $0 + $1.points.count } }
  /// Whether there is no point at all.
  public var isEmpty: Bool { strokes.allSatisfy(\.points.isEmpty) }
  /// The smallest rectangle around all points that are finite; nil where there is none.
  public var bounds: InkBounds? {
    InkBounds(around: strokes.lazy.flatMap(\.points).filter(\.isFinite))
  }

  /// The ink with each point mapped by a transform.
  public func transformed(by transform: InkTransform) -> Handwriting {
    mapStrokes { $0.map(transform.callAsFunction) }
  }

  /// The ink moved by units to the right and down.
  public func translated(x: Float, y: Float) -> Handwriting {
    transformed(by: .translation(x: x, y: y))
  }

  /// The ink without points that are no numbers or beyond all paper, such as a network may make.
  var onPaper: Handwriting {
    let limit = InkLimits.coordinate
    return mapStrokes { $0.filter { abs($0.x) <= limit && abs($0.y) <= limit } }
  }

  /// The ink with each stroke's points replaced; strokes that lose all points go.
  func mapStrokes(_ change: ([InkPoint]) -> [InkPoint]) -> Handwriting {
    Handwriting(
      strokes.compactMap { stroke in
        let points = change(stroke.points)
        return points.isEmpty ? nil : InkStroke(points)
      })
  }
}

/// Ink of which it is known who wrote it and what it says.
public struct InkSample: Sendable, Hashable {
  /// Who wrote it: any name that is the same for the same person; empty where nothing is known.
  public var writer: String
  /// The collection it is from; empty where nothing is known.
  public var source: String
  /// What it says; empty where nothing is known.
  public var text: String
  /// The strokes.
  public var ink: Handwriting

  /// Makes a sample.
  public init(writer: String = "", source: String = "", text: String = "", ink: Handwriting) {
    self.writer = writer
    self.source = source
    self.text = text
    self.ink = ink
  }
}
