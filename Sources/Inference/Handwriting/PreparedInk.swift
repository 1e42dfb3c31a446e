import Ink
import ModelZoo
import TensorCore

extension Handwriting {
  /// The ink as the writing network learns it: a level baseline at y = 0, size and slant as they are, points 5 units apart.
  ///
  /// - Parameter text: what it says.
  public func preparedForWriting(text: String) -> Handwriting {
    normalized(text: text, .incline).resampled(spacing: PenBatch.unit)
  }

  /// The ink as the reading network learns it: baseline, size and slant normalised without knowing the text, points 5 units
  /// apart.
  public func preparedForReading() -> Handwriting {
    normalized(.all).resampled(spacing: PenBatch.unit)
  }
}

/// Inks side by side as the reading network takes them.
public struct ReaderBatch {
  /// Numbers that describe a point: the step to it in x and y, its height, and whether a stroke begins or ends there.
  public static let featureCount = 5
  /// Steps are pressed together beyond this, in units of 5, so that a jump back to a t's bar is not all that counts.
  private static let softLimit: Float = 10

  /// [N, T, 5], T even, zeros behind the end of each ink.
  public let features: Tensor
  /// Points of each ink.
  public let lengths: [Int]

  /// A batch of inks prepared for reading.
  public init(_ inks: [Handwriting]) {
    lengths = inks.map(\.pointCount)
    let longest =
      HandwritingReader.pointsPerStep
      * HandwritingReader.stepCount(
        points: max(lengths.max() ?? 0, 1))
    features = Tensor(shape: [inks.count, longest, Self.featureCount]) { buffer in
      buffer.update(repeating: 0)
      for (row, ink) in inks.enumerated() {
        var place = row * longest * Self.featureCount
        var before = ink.strokes.first?.points.first ?? .zero
        for stroke in ink.strokes {
          for (index, point) in stroke.points.enumerated() {
            buffer[place] = Self.pressed((point.x - before.x) / PenBatch.unit)
            buffer[place + 1] = Self.pressed((point.y - before.y) / PenBatch.unit)
            buffer[place + 2] = point.y / Handwriting.xHeight
            buffer[place + 3] = index == 0 ? 1 : 0
            buffer[place + 4] = index == stroke.points.count - 1 ? 1 : 0
            before = point
            place += Self.featureCount
          }
        }
      }
    }
  }

  private static func pressed(_ step: Float) -> Float { step / (1 + abs(step) / softLimit) }

  /// The steps of the network's logits that count for each ink.
  public var stepCounts: [Int] { lengths.map(HandwritingReader.stepCount) }
}
