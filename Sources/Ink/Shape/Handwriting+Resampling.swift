extension Handwriting {
  /// Turns of more than this many radians (65 degrees) are corners, which resampling and smoothing keep.
  public static let cornerAngle: Float = 65 / 180 * .pi

  /// The ink with points at equal distances along each stroke, its ends and corners kept.
  ///
  /// Between two kept points the spacing is the even one nearest to what is asked for. No place of the old line is
  /// further than three quarters of the spacing from the new one. Points beyond all paper go.
  ///
  /// - Parameter spacing: distance of neighbours along the stroke, in units; the data have about 4. It grows for ink so long
  ///   that there would be more than some five million points.
  public func resampled(spacing: Float = 4) -> Handwriting {
    precondition(
      spacing > 0, "Handwriting.resampled: a spacing of \(spacing), expected more than 0")
    let ink = onPaper.removingDuplicates()
    let length = ink.strokes.reduce(0) { $0 + $1.length }
    let evenSpacing = max(spacing, length / 5e6)
    return ink.mapStrokes { resample($0, spacing: evenSpacing) }
  }

  /// The ink without points that are no further than a distance from the one before them in their stroke. First
  /// and last points stay, so that a stroke keeps its ends.
  ///
  /// - Parameter distance: in units; 0 takes away exact repetitions alone.
  public func removingDuplicates(within distance: Float = 0) -> Handwriting {
    mapStrokes { points in
      guard let first = points.first, let last = points.last else { return [] }
      var kept = [first]
      for point in points.dropFirst() {
        if let before = kept.last, point.distance(to: before) > distance { kept.append(point) }
      }
      if kept.last != last {
        // The end takes the place of its neighbour, unless that is the beginning.
        if kept.count > 1 { kept.removeLast() }
        if kept.last != last { kept.append(last) }
      }
      return kept
    }
  }
}

private func resample(_ points: [InkPoint], spacing: Float) -> [InkPoint] {
  guard points.count > 1 else { return points }
  let lengths = StrokeLengths(points)
  var result = [points[0]]
  let kept = corners(points, lengths, reach: spacing / 2) + [points.count - 1]
  var start = 0
  for end in kept {
    let length = lengths.along[end] - lengths.along[start]
    let count = max(1, Int(min((length / spacing).rounded(), 5e6)))
    var segment = start
    for step in 1..<max(count, 1) {
      let wanted = lengths.along[start] + length * Float(step) / Float(count)
      while segment + 1 < end && lengths.along[segment + 1] < wanted { segment += 1 }
      result.append(lengths.point(at: wanted, in: segment))
    }
    result.append(points[end])
    start = end
  }
  return result
}

/// The points inside a stroke where it turns by more than the corner's angle, seen from a little before to a little after.
private func corners(_ points: [InkPoint], _ lengths: StrokeLengths, reach: Float) -> [Int] {
  var found: [Int] = []
  var strongest: Float = 0
  for index in 1..<max(points.count - 1, 1) {
    let here = lengths.along[index]
    let turn = (points[index] - lengths.point(at: here - reach)).turn(
      to: lengths.point(at: here + reach) - points[index])
    guard turn > Handwriting.cornerAngle else { continue }
    if let last = found.last, here - lengths.along[last] < reach {
      // Of neighbours that see the same corner the sharpest is it.
      if turn > strongest {
        found[found.count - 1] = index
        strongest = turn
      }
    } else {
      found.append(index)
      strongest = turn
    }
  }
  return found
}

/// How far along a stroke its points are.
private struct StrokeLengths {
  let points: [InkPoint]
  let along: [Float]

  init(_ points: [InkPoint]) {
    self.points = points
    var sum: Double = 0
    along =
      [0]
      + zip(points, points.dropFirst()).map { one, other in
        sum += Double(one.distance(to: other))
        return Float(sum)
      }
  }

  /// The place at a length along the stroke that lies behind point `segment` and before the next.
  func point(at length: Float, in segment: Int) -> InkPoint {
    let (from, to) = (along[segment], along[segment + 1])
    let share = to > from ? min(max((length - from) / (to - from), 0), 1) : 0
    return points[segment].mixed(with: points[segment + 1], by: share)
  }

  /// The place at a length along the stroke; the ends stop it.
  func point(at length: Float) -> InkPoint {
    // The last point that is not further along, by halving.
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if along[middle] <= length { low = middle } else { high = middle }
    }
    return point(at: length, in: low)
  }
}
