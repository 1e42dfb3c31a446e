import ModelZoo

/// Turns text into what a network reads and what it writes back into text.
public struct TextCodec: Sendable {
  /// The tokenizer.
  public let tokenizer: SubwordTokenizer
  /// The most tokens that a network is given; what is longer is cut.
  public static let longestSource = 400

  /// A source as the network reads it.
  public struct Source: Sendable {
    /// Its tokens and the end.
    public var tokens: [Int32]
    /// What its marks stand for.
    public var marked: CopyMarks.Marked
  }

  /// A codec with a tokenizer.
  public init(_ tokenizer: SubwordTokenizer) { self.tokenizer = tokenizer }

  /// Reads a normalised sentence: with marks for what can only be copied.
  func source(
    normalized text: String, language: String = "en", known: KnownWords? = nil
  ) throws -> Source {
    let marked = try CopyMarks.marking(text, for: tokenizer, language: language, known: known)
    return Source(tokens: try sourceTokens(marked.text), marked: marked)
  }

  /// Reads a conversation with marks for the names that people gave alone: little else is copied in conversations, and a
  /// network that met marks only where both sides have them would copy whatever is marked.
  func source(normalized text: String, names: PersonNames) throws -> Source {
    let marked = names.marked(text)
    return Source(
      tokens: try sourceTokens(marked),
      marked: CopyMarks.Marked(text: marked, values: names.values))
  }

  /// The tokens of a normalised text and the end.
  package func sourceTokens(_ text: String) throws -> [Int32] {
    try tokenizer.encode(text).prefix(TextCodec.longestSource - 1) + [SubwordTokenizer.end]
  }

  /// What was written, as text with what was marked in its place.
  func text(_ tokens: [Int32], for source: Source, in language: String = "en") throws -> String {
    source.marked.restored(try tokenizer.decode(tokens), in: language)
  }

  /// Marks that stand for something in a source, which should be written.
  func marks(_ source: Source) -> [Int32] {
    source.marked.values.keys.compactMap { tokenizer.id(of: String($0)) }
  }

  /// Pieces in the script of other languages: a network of several languages mixes them at times.
  func foreignPieces(to language: String) -> [Int32] {
    (SubwordTokenizer.end + 1..<Int32(tokenizer.count)).filter { id in
      let piece = tokenizer.piece(id)
      return language == "zh"
        ? piece.contains { $0.isLowercase }
        : piece.contains { CopyMarks.isIdeograph($0) || "。，？！、：；“”".contains($0) }
    }
  }

  /// Marks that stand for nothing in a source, which must not be written.
  public func unusedMarks(_ source: Source) -> [Int32] {
    CopyMarks.all.filter { source.marked.values[$0] == nil }
      .compactMap { tokenizer.id(of: String($0)) }
  }

  /// How tokens become a text again: what is no text is not written, and each mark once at most.
  ///
  /// - Parameters:
  ///   - start: the token that begins it.
  ///   - controls: further pieces that no text holds.
  func decodingOptions(start: Int32, controls: [String]) -> DecodingOptions {
    var options = DecodingOptions(start: start, end: SubwordTokenizer.end)
    options.onceOnly = Set(CopyMarks.all.compactMap { tokenizer.id(of: String($0)) })
    options.forbidden =
      [SubwordTokenizer.padding, SubwordTokenizer.unknown, SubwordTokenizer.start, start]
      + controls.compactMap { tokenizer.id(of: $0) }
    return options
  }

  /// The words of tokens, for labels: ▁ becomes a space, marks their words.
  public func labels(_ tokens: [Int32], for source: Source) -> [String] {
    tokens.map { token in
      source.marked.restored(tokenizer.piece(token), in: "en").replacing("\u{2581}", with: " ")
    }
  }
}
