import Datasets
import TensorCore

/// Sentence pairs of one direction, for training and for validation.
public struct TranslationCorpus {
  /// From which language into which.
  public let direction: Direction
  /// What is learnt.
  public let training: [SentencePair]
  /// What the best weights are chosen by.
  public let validation: [SentencePair]
  /// How often an epoch shows each pair.
  public let repetitions: Int

  /// A corpus; without validation pairs, some of the training pairs are kept aside for that.
  public init(
    _ direction: Direction, training: [SentencePair], validation: [SentencePair]? = nil,
    repetitions: Int = 1, seed: UInt64 = 0
  ) {
    self.direction = direction
    self.repetitions = repetitions
    if let validation {
      (self.training, self.validation) = (training, validation)
    } else {
      (self.training, self.validation) = TranslationCorpus.split(training, seed: seed)
    }
  }

  /// Keeps one source sentence in fifty for validation, 1,000 at most, with all its translations.
  private static func split(_ pairs: [SentencePair], seed: UInt64)
    -> ([SentencePair], [SentencePair])
  {
    let sources = Array(Set(pairs.map(\.source))).sorted()
    let count = min(1000, max(1, sources.count / 50))
    let chosen = RandomSource(seed: seed, stream: 77).permutation(sources.count).prefix(count)
    let held = Set(chosen.map { sources[$0] })
    let validation = pairs.filter { held.contains($0.source) }
    let training = pairs.filter { !held.contains($0.source) }
    return (training.isEmpty ? pairs : training, validation)
  }

  /// The validation sources in their order, each with all its translations.
  public static func grouped(_ pairs: [SentencePair]) -> [(source: String, references: [String])] {
    var groups: [(source: String, references: [String])] = []
    var places: [String: Int] = [:]
    for pair in pairs {
      if let place = places[pair.source] {
        groups[place].references.append(pair.target)
      } else {
        places[pair.source] = groups.count
        groups.append((pair.source, [pair.target]))
      }
    }
    return groups
  }
}

extension TranslationCorpus {
  /// Pairs in the form that the network sees.
  func material(_ pairs: [SentencePair]) -> [TextPair] {
    pairs.map {
      TextPair(
        source: TextNormalizer.normalized($0.source), target: TextNormalizer.normalized($0.target),
        startPiece: direction.startPiece)
    }
  }
}
