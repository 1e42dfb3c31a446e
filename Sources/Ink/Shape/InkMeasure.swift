import Platform

/// How a word or line of handwriting lies on the paper, found from the ink itself.
///
/// The pen's turning points tell it: most turns at the bottom stand on the baseline, most turns at the top at the height of
/// small letters' bodies, those of tall letters 1.72 times as high.
public struct InkMeasure: Sendable, Hashable {
  /// Units that the baseline falls in a unit to the right.
  public var incline: Float
  /// Units that strokes go to the right in a unit up, once the baseline is level.
  public var slant: Float
  /// y of the baseline at x = 0.
  public var baseline: Float
  /// Height of the box around a word of small letters, in the ink's own units, as the data have it; nil where the ink does not
  /// show it. Boxes are higher than most bodies in them, which measure 0.62 of that.
  public var xHeight: Float?

  /// Height of capitals, digits and tall letters over that of small letters.
  static let tallRatio: Float = 1.72
  /// Height of bodies between turning points over that of the box around a word of small letters.
  static let bodyRatio: Float = 0.62

  /// Measures ink.
  ///
  /// - Parameters:
  ///   - ink: a word or a line of text.
  ///   - text: what it says, where that is known: it tells whether tall letters are to be expected.
  public init(of ink: Handwriting, text: String = "") {
    let (ink, letters) = (ink.onPaper, LetterHeights(text))
    let turns = PenTurns(ink)
    guard turns.bottoms.count >= 4, turns.tops.count >= 3, let size = turns.typicalRun else {
      self.init(box: ink, letters)
      return
    }
    self.init(ink, turns, size: size, letters)
  }

  /// What the turns say.
  private init(_ ink: Handwriting, _ turns: PenTurns, size: Float, _ letters: LetterHeights) {
    let slope = turns.incline(size: size)
    incline = slope
    let level = ink.transformed(by: .incline(-slope))
    slant = PenTurns.slant(of: level)
    let base = mode(of: turns.bottoms.map { $0.y - slope * $0.x }, width: 0.25 * size, near: nil)
    baseline = base
    let heights = turns.tops.map { base - $0.y + slope * $0.x }
    let box = (level.bounds?.height ?? size) / (letters.box.above + letters.box.below)
    let body = InkMeasure.bodyHeight(
      heights, expected: InkMeasure.bodyRatio * box, letters)
    xHeight = body.map { $0 / InkMeasure.bodyRatio }
  }

  /// What the box around a few strokes says, given the letters.
  private init(box ink: Handwriting, _ letters: LetterHeights) {
    incline = 0
    slant = PenTurns.slant(of: ink)
    let bounds = ink.bounds
    let ratios = letters.box
    let height = (bounds?.height ?? 0) / (ratios.above + ratios.below)
    xHeight = height > 0 && letters.isTelling ? height : nil
    baseline = (bounds?.bottom ?? 0) - (xHeight ?? 0) * ratios.below
  }

  /// The size that makes most turns at the top those of small or of tall letters.
  ///
  /// - Parameter expected: what the box around all of the ink lets expect.
  private static func bodyHeight(
    _ heights: [Float], expected: Float, _ letters: LetterHeights
  ) -> Float? {
    // The logarithm of a likelihood: tops are small letters', tall ones' or neither. A letter has several, hence the 0.3.
    func score(_ candidate: Float) -> Float {
      let surprise = logf(candidate / expected) / letters.boxSpread
      return heights.reduce(-surprise * surprise / 2) { sum, height in
        let (low, high) = (height / candidate - 1, height / candidate - tallRatio)
        let small = letters.small * expf(-low * low / 0.02)
        let tall = letters.tall * expf(-high * high / 0.05)
        return sum + 0.3 * logf(0.05 + small + tall)
      }
    }
    let candidates = (0...120).map { expected * 0.25 * powf(16, Float($0) / 120) }
    guard var best = candidates.max(by: { score($0) < score($1) }) else { return nil }
    // Towards the peak, so that the result does not depend on the steps above.
    var step = best * 0.01
    while step > best * 1e-5 {
      let next = [best - step, best + step].max { score($0) < score($1) } ?? best
      if score(next) > score(best) { best = next } else { step /= 2 }
    }
    return best
  }
}

/// The densest place of numbers, with a Gaussian window.
///
/// - Parameter start: where to climb from; nil looks everywhere.
func mode(of values: [Float], width: Float, near start: Float?) -> Float {
  func density(_ place: Float) -> Float {
    values.reduce(0) { sum, value in
      let distance = (value - place) / width
      return sum + expf(-distance * distance / 2)
    }
  }
  var place = start ?? values.max { density($0) < density($1) } ?? 0
  for _ in 0..<60 {
    var (sum, weights): (Float, Float) = (0, 0)
    for value in values {
      let distance = (value - place) / width
      let weight = expf(-distance * distance / 2)
      sum += weight * (value - place)
      weights += weight
    }
    guard weights > 0, abs(sum / weights) > 1e-5 * width else { break }
    place += sum / weights
  }
  return place
}
