extension Handwriting {
  /// The ink as steps of the pen, [T, 3] in one array: dx, dy, and 1 where the pen leaves the paper after the point, else 0.
  ///
  /// The sequence that Graves 2013 (arXiv:1308.0850) learns from. The first step leads from `start` to the first point.
  public func penOffsets(from start: InkPoint = .zero) -> [Float] {
    var offsets: [Float] = []
    offsets.reserveCapacity(3 * pointCount)
    var before = start
    for stroke in strokes {
      for (index, point) in stroke.points.enumerated() {
        let step = point - before
        offsets += [step.x, step.y, index == stroke.points.count - 1 ? 1 : 0]
        before = point
      }
    }
    return offsets
  }

  /// The ink that steps of the pen make; the end of the steps lifts the pen in any case.
  ///
  /// - Parameters:
  ///   - offsets: [T, 3]: dx, dy, and more than 0.5 where the pen leaves the paper after the point.
  ///   - start: where the first step begins.
  /// - Returns: nil where a step is no finite number.
  public init?(penOffsets offsets: [Float], from start: InkPoint = .zero) {
    precondition(
      offsets.count % 3 == 0, "Handwriting: \(offsets.count) numbers are no steps of three each")
    var strokes: [InkStroke] = []
    var points: [InkPoint] = []
    var here = start
    for index in stride(from: 0, to: offsets.count, by: 3) {
      here = here + InkPoint(x: offsets[index], y: offsets[index + 1])
      guard here.isFinite && offsets[index + 2].isFinite else { return nil }
      points.append(here)
      if offsets[index + 2] > 0.5 {
        strokes.append(InkStroke(points))
        points = []
      }
    }
    if !points.isEmpty { strokes.append(InkStroke(points)) }
    self.init(strokes)
  }
}
