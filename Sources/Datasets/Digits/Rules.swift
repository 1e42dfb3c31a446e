import Imaging

/// The printed lines of ruled and squared paper.
enum Rules {
  /// Takes lines away that run from one border to the opposite one; strokes that cross them stay.
  ///
  /// - Returns: what is left, and how many lines there were.
  static func removed(from ink: GrayPlane) -> (plane: GrayPlane, count: Int) {
    var (result, count) = (ink, 0)
    for isAcross in [true, false] {
      let (lines, length) =
        isAcross ? (ink.size.height, ink.size.width) : (ink.size.width, ink.size.height)
      guard lines > 24, length > 24 else { continue }
      func at(_ line: Int, _ place: Int) -> Int {
        isAcross ? line * ink.size.width + place : place * ink.size.width + line
      }
      let isInk = ink.values.map { $0 > 0.22 }
      var isTaken = [Bool](repeating: false, count: isInk.count)
      for start in runs(0, lines, isInk, at) {
        for end in runs(length - 1, lines, isInk, at) {
          let drift = Float(end - start) / Float(length - 1)
          guard abs(drift) < 0.06 else { continue }
          if trace(start, drift, lines, length, isInk, &isTaken, at) { count += 1 }
        }
      }
      for pixel in isTaken.indices where isTaken[pixel] { result.values[pixel] = 0 }
    }
    return (result, count)
  }

  /// The middles of the runs of ink at a border.
  private static func runs(
    _ place: Int, _ lines: Int, _ isInk: [Bool], _ at: (Int, Int) -> Int
  ) -> [Int] {
    var middles: [Int] = []
    var first: Int?
    for line in 0...lines {
      let hasInk = line < lines && isInk[at(line, place)]
      if hasInk {
        first = first ?? line
      } else if let begin = first {
        middles.append((begin + line - 1) / 2)
        first = nil
      }
    }
    return middles.count <= 64 ? middles : []
  }

  /// Takes a line's pixels where nearly all of it is ink, and says whether it is.
  private static func trace(
    _ start: Int, _ drift: Float, _ lines: Int, _ length: Int, _ isInk: [Bool],
    _ isTaken: inout [Bool], _ at: (Int, Int) -> Int
  ) -> Bool {
    var spans: [(place: Int, range: ClosedRange<Int>)] = []
    for place in 0..<length {
      let middle = min(max(start + Int((drift * Float(place)).rounded()), 0), lines - 1)
      let near = [middle, middle - 1, middle + 1, middle - 2, middle + 2].first {
        (0..<lines).contains($0) && isInk[at($0, place)]
      }
      guard let near else { continue }
      var (low, high) = (near, near)
      while low > 0, isInk[at(low - 1, place)] { low -= 1 }
      while high < lines - 1, isInk[at(high + 1, place)] { high += 1 }
      spans.append((place, low...high))
    }
    guard spans.count * 20 > length * 17 else { return false }
    let widths = spans.map(\.range.count).sorted()
    let usual = widths[widths.count / 2]
    guard usual * 20 < lines else { return false }
    for span in spans where span.range.count <= usual + max(usual / 2, 1) {
      // Its soft edges too.
      for line in max(span.range.lowerBound - 1, 0)...min(span.range.upperBound + 1, lines - 1) {
        isTaken[at(line, span.place)] = true
      }
    }
    return true
  }
}
