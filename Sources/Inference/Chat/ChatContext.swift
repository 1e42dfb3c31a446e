import Datasets
import TextProcessing

/// How the turns of a conversation become the text that a network reads.
package enum ChatContext {
  /// Stands between two turns: a character of Unicode's private use, which normalised text does not hold.
  package static let turnMark: Character = "\u{E010}"
  /// The piece that begins a reply.
  package static let startPiece = "<reply>"
  /// The most tokens of a context.
  package static let tokenLimit = 160

  /// The last turns in one text, as long as they are in all the texts that the network learns from.
  package static func text(_ turns: some BidirectionalCollection<String>) -> String {
    joined(turns.suffix(Dialogues.turnLimit).map { TextNormalizer.normalized($0) })
  }

  private static func joined(_ turns: [String]) -> String {
    turns.filter { !$0.isEmpty }.map { SentenceCase.written(SentenceCase.calm($0)) }.joined(
      separator: "\(turnMark) ")
  }

  /// The last turns as far as they fit: older turns go first, then the beginning of the last turn, sentence by sentence.
  package static func fitting(_ turns: [String], _ tokenizer: SubwordTokenizer) throws -> String {
    // A character is a token at most, and what is far too long need not be cut up to see that.
    var rest = turns.suffix(Dialogues.turnLimit).map {
      TextNormalizer.normalized(String($0.suffix(20 * tokenLimit)))
    }
    while !(try fits(joined(rest), tokenizer)) {
      if rest.count > 1 {
        rest.removeFirst()
        continue
      }
      let sentences = SentenceSplitter(limit: 300).pieces(of: rest[0]).map(\.text)
      if sentences.count > 1 {
        rest = [sentences.dropFirst().joined(separator: " ")]
      } else {
        rest = [String(rest[0].suffix(tokenLimit / 2))]
        break
      }
    }
    return joined(rest)
  }

  private static func fits(_ text: String, _ tokenizer: SubwordTokenizer) throws -> Bool {
    try tokenizer.encode(text).count < tokenLimit
  }
}
