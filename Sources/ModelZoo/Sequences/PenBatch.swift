import TensorCore

/// What a pen does after it has reached a point.
public enum PenEvent: Int32, CaseIterable, Sendable {
  /// It draws on to the next point.
  case draws
  /// It leaves the paper.
  case lifts
  /// It leaves the paper, and all is written.
  case ends
}

/// Pen sequences side by side for teacher forcing: each step is predicted from those before it.
public struct PenBatch {
  /// Units of ink that are 1 to a network; neighbouring points are some 4 units apart.
  public static let unit: Float = 5

  /// The step before each one, [N, T, 3]: dx, dy, and 1 where the pen left the paper; 0, 0, 1 before the first.
  public let inputs: Tensor
  /// The steps that count, as rows of [N · T, …].
  public let rows: IndexTensor
  /// dx and dy of the steps that count, [M, 2].
  public let movements: Tensor
  /// `PenEvent`s of the steps that count, [M].
  public let events: IndexTensor

  /// A batch of sequences as `Handwriting.penOffsets` gives them, [T, 3] each: dx and dy in units of ink, and 1 where the pen
  /// leaves the paper. The last step of a sequence ends it.
  public init(_ sequences: [[Float]]) {
    let steps = sequences.map { $0.count / 3 }
    let longest = steps.max() ?? 0
    var rows: [Int32] = []
    var movements: [Float] = []
    var events: [Int32] = []
    for (row, sequence) in sequences.enumerated() {
      for step in 0..<steps[row] {
        rows.append(Int32(row * longest + step))
        movements += [sequence[3 * step] / Self.unit, sequence[3 * step + 1] / Self.unit]
        let event: PenEvent =
          step + 1 == steps[row] ? .ends : sequence[3 * step + 2] > 0.5 ? .lifts : .draws
        events.append(event.rawValue)
      }
    }
    inputs = Tensor(shape: [sequences.count, longest, 3]) { buffer in
      buffer.update(repeating: 0)
      for (row, sequence) in sequences.enumerated() where steps[row] > 0 {
        let start = 3 * row * longest
        buffer[start + 2] = 1
        for step in 1..<max(steps[row], 1) {
          let (from, to) = (3 * (step - 1), start + 3 * step)
          buffer[to] = sequence[from] / Self.unit
          buffer[to + 1] = sequence[from + 1] / Self.unit
          buffer[to + 2] = sequence[from + 2] > 0.5 ? 1 : 0
        }
      }
    }
    self.rows = IndexTensor(rows)
    self.movements = Tensor(movements, shape: [rows.count, 2])
    self.events = IndexTensor(events)
  }

  /// How many steps count.
  public var stepCount: Int { rows.count }

  /// The rows of outputs [N, T, W] that count, [M, W].
  func selecting(_ outputs: Tensor) -> Tensor {
    let width = outputs.shape[2]
    return outputs.reshaped([outputs.count / width, width]).gatherRows(rows)
  }

  /// Mean negative log-likelihood of a step, in nats: of the event and of the movement, whose density is that of units of 5 (Graves
  /// 2013, arXiv:1308.0850, equation 26, with three events in place of two).
  ///
  /// - Parameter distribution: of each step that counts, [M, 3 + 6K]: logits of the events, then the mixture.
  public func loss(_ distribution: Tensor) -> Tensor {
    let parts = distribution.split([
      PenEvent.allCases.count, distribution.shape[-1] - PenEvent.allCases.count,
    ])
    return parts[0].crossEntropy(targets: events)
      + parts[1].gaussianMixtureLoss(points: movements)
  }

  /// Numbers of a distribution with so many Gaussians.
  static func width(components: Int) -> Int { PenEvent.allCases.count + 6 * components }
}
