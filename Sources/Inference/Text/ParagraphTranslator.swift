import TextProcessing

/// Translates lines of any length: cuts them into sentences, translates all of these together, and joins them again.
public struct ParagraphTranslator {
  /// A translated line.
  public struct Line: Sendable {
    /// Its translations, best first.
    public var alternatives: [Alternative]
    /// The translations of its only sentence with their alignment; empty where it has several.
    public var sentences: [Translator.Translation]
    /// How long the words are that were copied since they are longer than any word.
    public var copiedLengths: [Int] = []
  }

  /// A sentence, or a word that is copied.
  private struct Piece {
    var text: String
    var separator: String
    var copiedLength = 0
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
    let pieces = lines.map { self.pieces(of: $0) }
    let sentences = pieces.joined().filter { $0.copiedLength == 0 }.map(\.text)
    var rest = try translator.translate(sentences, direction, options)[...]
    return zip(lines, pieces).map { line, pieces in
      let found = pieces.map { piece in
        piece.copiedLength > 0 ? [.copy(of: piece.text)] : rest.popFirst() ?? []
      }
      guard pieces.contains(where: { !$0.text.isEmpty }) else {
        return Line(alternatives: [Alternative(text: line, score: 0)], sentences: [])
      }
      let copied = pieces.map(\.copiedLength).filter { $0 > 0 }
      let translated = zip(found, pieces).filter { $0.1.copiedLength == 0 }.map(\.0.count)
      let count = translated.filter { $0 > 0 }.min() ?? 1
      return Line(
        alternatives: (0..<min(count, options.alternatives)).map {
          joined(found, pieces, rank: $0, direction)
        }, sentences: pieces.count == 1 && copied.isEmpty ? found[0] : [], copiedLengths: copied)
    }
  }

  /// Sentences and words that are too long to be any.
  private func pieces(of line: String) -> [Piece] {
    var pieces: [Piece] = []
    for part in LongWords.parts(of: line) {
      if part.length > 0 {
        pieces.append(Piece(text: part.text, separator: "", copiedLength: part.length))
        continue
      }
      for piece in splitter.pieces(of: part.text) {
        if piece.text.isEmpty, !pieces.isEmpty {
          pieces[pieces.count - 1].separator += piece.separator
        } else {
          pieces.append(Piece(text: piece.text, separator: piece.separator))
        }
      }
    }
    return pieces
  }

  /// The translations of this rank one after another, spaced as the target language does.
  private func joined(
    _ found: [[Translator.Translation]], _ pieces: [Piece], rank: Int, _ direction: Direction
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

extension Translator.Translation {
  /// What stands for itself.
  fileprivate static func copy(of text: String) -> Self {
    Self(text: text, score: 0, attention: [], sourcePieces: [], targetPieces: [])
  }
}
