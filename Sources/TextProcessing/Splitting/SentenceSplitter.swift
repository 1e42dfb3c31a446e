/// Cuts a text into its sentences, without a model: English, French, German and Chinese.
///
/// A sentence ends behind its stop and the quotes and brackets that close there, and behind an empty
/// line. Points after abbreviations, initials and in numbers do not end it. Joining the pieces gives back
/// the text, scalar by scalar. The time is linear in the length of the text.
///
/// ```swift
/// let pieces = SentenceSplitter(limit: 500).pieces(of: "Mr. Smith left. He took $3.50.")
/// // "Mr. Smith left.", "He took $3.50."
/// ```
public struct SentenceSplitter: Sendable, Hashable {
  /// Number of Unicode scalars that no piece exceeds; nil leaves sentences whole.
  ///
  /// Longer sentences are cut behind the last comma, semicolon, colon or dash in the later three
  /// quarters of the limit, else at the last white space, else anywhere.
  public var limit: Int?

  /// Makes a splitter.
  ///
  /// - Parameter limit: number of Unicode scalars that no piece exceeds; nil leaves sentences whole.
  public init(limit: Int? = nil) {
    precondition(limit ?? 1 >= 1, "SentenceSplitter: a limit of \(limit ?? 0), expected 1 or more")
    self.limit = limit
  }

  /// The sentences of a text, and what stands between them.
  ///
  /// Only the first piece can be empty, where the text starts with white space; an empty text has no
  /// pieces.
  public func pieces(of text: String) -> [TextPiece] {
    let scan = SentenceScan(text)
    var pieces: [TextPiece] = []
    var start = 0
    for end in scan.sentenceEnds() {
      let parts = limit.map { scan.parts(of: start..<end, limit: $0) } ?? [start..<end]
      for (index, part) in parts.enumerated() {
        let next = index + 1 < parts.count ? parts[index + 1].lowerBound : scan.skipSpace(end)
        pieces.append(
          TextPiece(text: scan.text(part), separator: scan.text(part.upperBound..<next)))
      }
      start = scan.skipSpace(end)
    }
    return pieces
  }
}
