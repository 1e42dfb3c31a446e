import TensorCore
import Training

/// A text to be read and what is to be written, normalised.
struct TextPair: Sendable, Equatable {
  /// What is read.
  var source: String
  /// What is written.
  var target: String
  /// The piece that begins it.
  var startPiece: String
}

/// What a network learns to read and write.
struct SequenceMaterial {
  /// Pairs to learn from, and how often an epoch shows each.
  var training: [(pairs: [TextPair], repetitions: Int)]
  /// Pairs for the validation loss.
  var validation: [TextPair]
  /// Characters that are always pieces of their own; the tokenizer learns from the texts between them.
  var symbols: [String] = []
  /// What a checkpoint must agree with.
  var subject: String
  /// What the weight file says of itself.
  var remarks: [String: String]
  /// The figure that the best weights are chosen by.
  var goal: (metric: String, isHigherBetter: Bool)
}

extension SequenceMaterial {
  /// The same with words to be copied as marks, so that the network learns what marks are for: those that are rare and
  /// stand on both sides always, other names and numbers on both sides by chance.
  func marked(chance: Float, seed: UInt64) -> SequenceMaterial {
    guard chance > 0 else { return self }
    var result = self
    for part in training.indices {
      let pairs = training[part].pairs
      var counts: [Substring: Int] = [:]
      for pair in pairs {
        for word in CopyMarks.words(of: pair.source) { counts[word, default: 0] += 1 }
      }
      let random = RandomSource(seed: seed, stream: 78)
      result.training[part].pairs = pairs.map { pair in
        let marked = CopyMarks.markingPair(
          pair.source, pair.target, isRare: { counts[$0, default: 0] <= 2 }, chance: chance,
          using: random)
        return TextPair(
          source: marked.source, target: marked.target, startPiece: pair.startPiece)
      }
    }
    return result
  }

  /// All different texts of both sides, in a fixed order; the symbols cut them.
  var sentences: [String] {
    let cuts = Set(symbols.compactMap(\.first))
    let texts = Set(training.flatMap { $0.pairs.flatMap { [$0.source, $0.target] } })
    return Set(
      texts.flatMap { text in
        text.split { cuts.contains($0) }.map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
      }
    ).map(String.init).sorted()
  }

  /// The pieces that begin what is written.
  var startPieces: [String] {
    Set((training.flatMap(\.pairs) + validation).map(\.startPiece)).sorted()
  }
}
