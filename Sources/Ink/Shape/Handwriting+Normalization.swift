/// What normalisation changes.
public struct InkNormalization: OptionSet, Sendable, Hashable {
  /// A bit for each change.
  public let rawValue: Int
  /// Options of bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Level the baseline.
  public static let incline = InkNormalization(rawValue: 1)
  /// Stand leaning strokes upright.
  public static let slant = InkNormalization(rawValue: 2)
  /// Make the x-height 20.
  public static let size = InkNormalization(rawValue: 4)
  /// All of them.
  public static let all: InkNormalization = [.incline, .slant, .size]
}

extension Handwriting {
  /// The x-height of normalised ink, in units.
  public static let xHeight: Float = 20

  /// The ink with a level baseline at y = 0, upright, with an x-height of 20, beginning at x = 0. Points beyond all paper go.
  ///
  /// - Parameters:
  ///   - text: what it says, where that is known: `InkMeasure` then knows which heights to expect.
  ///   - changes: what to change; the baseline comes to y = 0 in any case.
  public func normalized(text: String = "", _ changes: InkNormalization = .all) -> Handwriting {
    var ink = onPaper.removingDuplicates()
    guard !ink.isEmpty else { return ink }
    // Each change moves what the others are measured by a little; after a few rounds nothing moves. Scribbles may never settle.
    for _ in 0..<40 {
      let measure = InkMeasure(of: ink, text: text)
      let incline = changes.contains(.incline) ? measure.incline : 0
      let slant = changes.contains(.slant) ? measure.slant : 0
      let factor =
        changes.contains(.size) ? measure.xHeight.map { Handwriting.xHeight / $0 } ?? 1 : 1
      ink = ink.transformed(
        by: .incline(-incline).then(.translation(x: 0, y: -measure.baseline)).then(.slant(-slant))
          .then(.scale(factor)))
      ink = ink.translated(x: -(ink.bounds?.left ?? 0), y: 0)
      if abs(incline) < 2e-4, abs(slant) < 2e-4, abs(factor - 1) < 2e-4 { break }
    }
    return ink
  }
}

extension InkSample {
  /// The sample with its ink normalised, its text telling which heights to expect.
  public func normalized(_ changes: InkNormalization = .all) -> InkSample {
    InkSample(
      writer: writer, source: source, text: text, ink: ink.normalized(text: text, changes))
  }
}
