import TensorCore

/// What passes through a network as it is: it sees a mark in the place of each number, address or unknown name, writes
/// the mark where it belongs, and the text is put back as the target language writes it (after Luong et al. 2015,
/// arXiv:1410.8206, positional unknown words).
public enum CopyMarks {
  /// Marks for names, addresses and codes: characters of Unicode's private use, which normalised text does not hold.
  public static let marks = characters(0xE000..<0xE008)
  /// Marks for numbers; the network is to know their kind.
  package static let numberMarks = characters(0xE020..<0xE028)
  /// Zero and one, after which nouns stand in the singular.
  package static let singularMarks = characters(0xE028..<0xE02A)
  /// Times of day.
  package static let timeMarks = characters(0xE02A..<0xE02E)
  /// All of them.
  package static let all = marks + numberMarks + singularMarks + timeMarks

  private static func characters(_ codes: Range<UInt32>) -> [Character] {
    codes.compactMap { Unicode.Scalar($0).map(Character.init) }
  }

  /// All marks as pieces of a tokenizer, each with the one that it begins as where a tokenizer lacks it.
  package static var symbols: [(text: String, like: String)] {
    let kinds = [marks, numberMarks, singularMarks, timeMarks]
    return kinds.flatMap { kind in
      kind.enumerated().map { (String($0.element), String(marks[$0.offset])) }
    }
  }

  /// The marks of a new tokenizer; small ones have no room for marks of all kinds.
  package static func symbols(pieceCount: Int) -> [String] {
    pieceCount < 1000 ? marks.map { String($0) } : symbols.map(\.text)
  }

  /// Text with marks, and what is behind them.
  public struct Marked: Equatable, Sendable {
    /// The text with marks.
    public var text: String
    /// What each mark stands for.
    var values: [Character: MarkValue] = [:]

    /// The text with what was marked back in its place, as a language writes it.
    func restored(_ text: String, in language: String) -> String {
      MarkRestoration(values: values, language: language).restored(text)
    }
  }

  /// Marks what a network cannot know in a normalised text: numbers, times, addresses and codes, names that it did not
  /// learn, and what the tokenizer has no pieces for.
  ///
  /// - Parameter known: the words of the training data; without them names are told by how many pieces they have.
  package static func marking(
    _ text: String, for tokenizer: SubwordTokenizer, language: String = "en",
    known: KnownWords? = nil
  ) throws(SubwordError) -> Marked {
    let characters = Array(text)
    var spans = MarkScanner(characters, language: language).spans()
    spans += NameScanner(characters, language: language, known: known)
      .spans(besides: spans, pieces: { (try? tokenizer.encode($0).count) ?? 0 })
    if language == "zh" { spans += ChineseNames.spans(characters) }
    spans += try unknown(characters, besides: spans, tokenizer)
    spans.sort { $0.range.lowerBound < $1.range.lowerBound }
    var free = Dictionary(
      uniqueKeysWithValues: [marks, numberMarks, singularMarks, timeMarks].map { ($0[0], $0[...]) })
    let chosen = spans.map { span in
      // A kind that a tokenizer lacks is marked as a name is.
      let kind =
        tokenizer.id(of: String(span.value.marks[0])) == nil ? marks[0] : span.value.marks[0]
      return free[kind]?.popFirst()
    }
    return Marked(
      text: replacing(spans, by: chosen, in: characters, language: language),
      values: Dictionary(
        zip(chosen, spans).compactMap { mark, span in mark.map { ($0, span.value) } },
        uniquingKeysWith: { $1 }))
  }

  /// The text with marks in the place of spans, from left to right; nil leaves one as it is.
  static func replacing(
    _ spans: [MarkScanner.Span], by marks: [Character?], in characters: [Character],
    language: String
  ) -> String {
    var text = ""
    var place = 0
    for (span, mark) in zip(spans, marks) {
      guard let mark else { continue }
      text += String(characters[place..<span.range.lowerBound])
      text.append(mark)
      place = span.range.upperBound
      // One form of all ordinal numbers: the right one is known when the number is. Units stand apart.
      if case .number = span.value {
        let rest = String(characters[place...].prefix { $0.isLetter && !isIdeograph($0) })
        if let plain = Ordinals.plain(language), Ordinals.suffixes(of: language).contains(rest) {
          text += plain
          place += rest.count
        } else if !rest.isEmpty, language != "zh" {
          text += " "
        }
      }
    }
    return text + String(characters[place...])
  }

  /// Words and characters that the tokenizer has no pieces for.
  private static func unknown(
    _ characters: [Character], besides spans: [MarkScanner.Span], _ tokenizer: SubwordTokenizer
  ) throws(SubwordError) -> [MarkScanner.Span] {
    guard try tokenizer.encode(String(characters)).contains(SubwordTokenizer.unknown) else {
      return []
    }
    var taken = Set(spans.flatMap { Array($0.range) })
    var found: [MarkScanner.Span] = []
    var place = 0
    for word in words(of: String(characters)) {
      let range = place..<place + word.count
      place = range.upperBound
      if !taken.isDisjoint(with: range) || word.allSatisfy(\.isWhitespace) { continue }
      if try tokenizer.encode(String(word)).contains(SubwordTokenizer.unknown) {
        // Characters in a row are one name.
        if let last = found.last, last.range.upperBound == range.lowerBound,
          case .copy(let text) = last.value, let first = word.first, isIdeograph(first)
        {
          found[found.count - 1] = .init(
            range: last.range.lowerBound..<range.upperBound, value: .copy(text + word))
        } else {
          found.append(.init(range: range, value: .copy(String(word))))
        }
        taken.formUnion(range)
      }
    }
    return found
  }

  /// Runs of letters and digits, and everything else character by character; joined they are the text. Chinese
  /// characters stand alone.
  package static func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    while start < text.endIndex {
      var end = text.index(after: start)
      if isWordPart(text[start]) {
        while end < text.endIndex, isWordPart(text[end]) { end = text.index(after: end) }
      }
      words.append(text[start..<end])
      start = end
    }
    return words
  }

  package static func isWordPart(_ character: Character) -> Bool {
    (character.isLetter || character.isNumber) && !isIdeograph(character)
  }

  /// Whether a character is Chinese or Japanese, written without spaces.
  package static func isIdeograph(_ character: Character) -> Bool {
    character.unicodeScalars.first.map {
      $0.value > 0x2E7F && ($0.properties.isIdeographic || (0x3040...0x30FF).contains($0.value))
    } ?? false
  }
}
