import Inference
import TensorCore

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
  /// The pairs of each epoch, where they are drawn anew; what stands in `training` is what tokenizers learn from then.
  var drawn: ((Int) -> [TextPair])?
  /// Pairs for the validation loss.
  var validation: [TextPair]
  /// Characters that are always pieces of their own; the tokenizer learns from the texts between them.
  var symbols: [String] = []
  /// What the data are, in words: a resumed run must have the same.
  var data: String
  /// What the weight file says of itself.
  var metadata: [String: String]
  /// The metric that selects the best weights.
  var monitor: Monitor
}

extension SequenceMaterial {
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
