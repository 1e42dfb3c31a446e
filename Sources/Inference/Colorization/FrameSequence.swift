import Datasets
import Imaging
import Platform
import TensorCore

/// The colours of a film's frames, one after another, without flicker: each place keeps the colours of the frame before as far as
/// it shows the same, moved to where it has gone.
struct FrameSequence {
  /// The share of the earlier colours where nothing has changed.
  private static let persistence: Float = 0.85
  /// The difference of lightness at which that share falls to 1 / e.
  private static let tolerance: Float = 5
  /// The mean difference of lightness of two frames between which there is a cut.
  private static let cut: Float = 15
  /// How far a place is looked for, in places.
  private static let reach = 2

  private var before: (light: Plane, prediction: ColorPrediction)?

  /// The colours of the next frame.
  mutating func smoothed(_ analysis: Colorizer.Analysis) -> Colorizer.Analysis {
    let size = analysis.prediction.a.size
    let light = analysis.light.resized(to: size).centered
    var result = analysis
    if let before, before.light.size == size, !light.differs(from: before.light, by: Self.cut) {
      for row in 0..<size.height {
        for column in 0..<size.width {
          let (place, error) = match(light, before.light, row, column)
          let share = Self.persistence * expf(-error / (Self.tolerance * Self.tolerance))
          let here = row * size.width + column
          func mix(_ now: inout Plane, _ old: Plane) {
            now.values[here] += share * (old.values[place] - now.values[here])
          }
          mix(&result.prediction.a, before.prediction.a)
          mix(&result.prediction.b, before.prediction.b)
          mix(&result.prediction.spread, before.prediction.spread)
        }
      }
    }
    before = (light, result.prediction)
    return result
  }

  /// Where a place was in the frame before, by the 3x3 places around it, and how much it has changed: a mean square.
  private func match(
    _ light: Plane, _ old: Plane, _ row: Int, _ column: Int
  ) -> (place: Int, error: Float) {
    let (height, width) = (light.size.height, light.size.width)
    var best: (place: Int, error: Float) = (row * width + column, .infinity)
    for down in -Self.reach...Self.reach {
      for across in -Self.reach...Self.reach {
        let (y, x) = (row + down, column + across)
        guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
        // A place that stays is preferred.
        var sum = Float(down * down + across * across)
        for dy in -1...1 {
          for dx in -1...1 {
            let now = light[
              min(max(row + dy, 0), height - 1), min(max(column + dx, 0), width - 1)]
            let then = old[min(max(y + dy, 0), height - 1), min(max(x + dx, 0), width - 1)]
            sum += (now - then) * (now - then)
          }
        }
        if sum / 9 < best.error { best = (y * width + x, sum / 9) }
      }
    }
    return best
  }
}

extension Plane {
  /// The plane with a mean of 0: a film's lamp may flicker.
  fileprivate var centered: Plane {
    let mean = values.reduce(0, +) / Float(values.count)
    return Plane(size: size, values: values.map { $0 - mean })
  }

  fileprivate func differs(from other: Plane, by limit: Float) -> Bool {
    let sum = zip(values, other.values).reduce(Float(0)) { $0 + abs($1.0 - $1.1) }
    return sum / Float(values.count) > limit
  }
}

extension Colorizer {
  private struct Frame {
    let picture: PictureFile
    var analysis: Analysis
    let start: ContinuousClock.Instant
  }

  /// Colours the frames of a film in order, and tells of each.
  ///
  /// - Throws: what `give` throws; a frame that fails does so alone.
  public func color(
    frames jobs: [Job], _ options: ColorizationOptions,
    _ give: (Job, Result<Outcome, any Error>) throws -> Void
  ) rethrows {
    var sequence = FrameSequence()
    let together = 2 * Runtime.threadCount
    for start in stride(from: 0, to: jobs.count, by: together) {
      let part = Array(jobs[start..<min(start + together, jobs.count)])
      let read = inParallel(part) { job in
        let start = ContinuousClock.now
        try job.check()
        let picture = try PictureFile(contentsOf: job.input)
        try picture.check(options.hints, job.input)
        return Frame(
          picture: picture, analysis: self.analysis(of: picture, options), start: start)
      }
      let smoothed = read.map { result in
        result.map { frame in
          var frame = frame
          frame.analysis = sequence.smoothed(frame.analysis)
          return frame
        }
      }
      let written = inParallel(Array(zip(part, smoothed))) { job, result in
        let frame = try result.get()
        return try job.write(
          self.colored(frame.picture, by: frame.analysis, options),
          profileDropped: frame.picture.hasUnfitProfile, since: frame.start)
      }
      for (job, result) in zip(part, written) { try give(job, result) }
    }
  }
}
