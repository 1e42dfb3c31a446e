import Datasets
import Inference

/// Sentence pairs of one direction, for training and for validation.
public struct TranslationCorpus: Sendable {
  /// From which language into which.
  public let direction: Direction
  /// What is learnt.
  public let training: [SentencePair]
  /// What the best weights are chosen by.
  public let validation: [SentencePair]
  /// How often an epoch shows each pair; of 0.4 it shows two pairs in five.
  public let repetitions: Double

  /// A corpus; without validation pairs, one source sentence in fifty is kept aside for that, 1,000
  /// at most, with all its translations.
  public init(
    _ direction: Direction, training: [SentencePair], validation: [SentencePair]? = nil,
    repetitions: Double = 1, seed: UInt64 = 0
  ) {
    self.direction = direction
    self.repetitions = repetitions
    if let validation {
      (self.training, self.validation) = (training, validation)
    } else {
      (self.training, self.validation) = training.holdingOut(
        oneIn: 50, by: \.source, seed: seed)
    }
  }

  /// The validation sources in their order, each with all its translations.
  public static func grouped(_ pairs: [SentencePair]) -> [(source: String, references: [String])] {
    pairs.grouped(by: \.source).map { ($0[0].source, $0.map(\.target)) }
  }
}

extension TranslationCorpus {
  /// Pairs in the form that the network sees.
  func material(_ pairs: [SentencePair]) -> [TextPair] {
    pairs.map {
      let written = PairDrawing.written($0, direction)
      return TextPair(
        source: written.source, target: written.target, startPiece: direction.startPiece)
    }
  }
}
