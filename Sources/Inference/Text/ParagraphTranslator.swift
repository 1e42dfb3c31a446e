import TextProcessing

/// Translates lines of any length: cuts them into sentences, translates all of these together, and joins them again.
public struct ParagraphTranslator {
  /// A translated line.
  public struct Line: Sendable {
    /// Its translations, best first.
    public var alternatives: [Alternative]
    /// The translations of its only sentence with their alignment; empty where it has several.
    public var sentences: [Translator.Translation]
  }

  /// One way to translate a line.
  public struct Alternative: Sendable, Codable {
    /// The text.
    public let text: String
    /// The sum of its sentences' scores.
    public let score: Double
  }

  private let translator: Translator
  private let splitter = SentenceSplitter(limit: 300)

  /// A translator of whole lines.
  public init(_ translator: Translator) { self.translator = translator }

  /// Translates lines; blank ones stay as they are.
  public func translate(
    _ lines: [String], _ direction: Direction, _ options: Translator.Options = .init()
  ) throws -> [Line] {
    let pieces = lines.map { splitter.pieces(of: $0) }
    let sentences = pieces.joined().map(\.text)
    var rest = try translator.translate(sentences, direction, options)[...]
    return zip(lines, pieces).map { line, pieces in
      let found = Array(rest.prefix(pieces.count))
      rest = rest.dropFirst(pieces.count)
      guard pieces.contains(where: { !$0.text.isEmpty }) else {
        return Line(alternatives: [Alternative(text: line, score: 0)], sentences: [])
      }
      let count = found.map(\.count).filter { $0 > 0 }.min() ?? 1
      return Line(
        alternatives: (0..<min(count, options.alternatives)).map {
          joined(found, pieces, rank: $0, direction)
        }, sentences: pieces.count == 1 ? found[0] : [])
    }
  }

  /// The translations of this rank one after another, spaced as the target language does.
  private func joined(
    _ found: [[Translator.Translation]], _ pieces: [TextPiece], rank: Int, _ direction: Direction
  ) -> Alternative {
    let space = ["zh", "ja"].contains(direction.target) ? "" : " "
    var text = ""
    var score = 0.0
    for (index, (translations, piece)) in zip(found, pieces).enumerated() {
      let translation = translations[min(rank, translations.count - 1)]
      text += translation.text
      score += translation.score
      if index + 1 < pieces.count {
        text += piece.separator.contains { $0.isNewline } ? piece.separator : space
      }
    }
    return Alternative(text: text, score: score)
  }
}
