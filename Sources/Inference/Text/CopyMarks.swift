import Subwords
import TensorCore

/// Words that pass through a network as they are: it sees a mark in the place of each, writes the mark where the
/// word belongs, and the word is put back (after Luong et al. 2015, arXiv:1410.8206, positional unknown words).
public enum CopyMarks {
  /// The marks: characters of Unicode's private use, which normalised text does not hold.
  public static let marks: [Character] = (0..<8).compactMap { index in
    Unicode.Scalar(0xE000 + UInt32(index)).map(Character.init)
  }

  /// Text with marks, and the words behind them.
  public struct Marked: Equatable, Sendable {
    /// The text with marks.
    public var text: String
    /// The word behind each mark.
    public var words: [Character: String] = [:]

    /// The text with the words back in their places.
    public func restored(_ text: String) -> String {
      text.reduce(into: "") { result, character in
        if CopyMarks.marks.contains(character) {
          result += words[character] ?? ""
        } else {
          result.append(character)
        }
      }
    }
  }

  /// Marks the words of a normalised text that a network cannot know: those with characters that the tokenizer lacks,
  /// long numbers, mixtures of letters and digits, and names that the tokenizer has to spell.
  public static func marking(_ text: String, for tokenizer: SubwordTokenizer) throws(SubwordError)
    -> Marked
  {
    var marked = Marked(text: "")
    for (index, word) in words(of: text).enumerated() {
      var isUnknown = looksLikeCode(word)
      if !isUnknown, word.contains(where: { !$0.isWhitespace }) {
        let pieces = try tokenizer.encode(String(word))
        isUnknown =
          pieces.contains(SubwordTokenizer.unknown)
          || (index > 0 && isName(word) && pieces.count >= 4)
      }
      if isUnknown, marked.words.count < marks.count {
        let mark = marks[marked.words.count]
        marked.words[mark] = String(word)
        marked.text.append(mark)
      } else {
        marked.text += word
      }
    }
    return marked
  }

  /// Marks words that stand on both sides of a pair, so that a network learns what marks are for: rare words
  /// always, others by chance.
  public static func markingPair(
    _ source: String, _ target: String, isRare: (Substring) -> Bool, chance: Float,
    using random: RandomSource
  ) -> (source: String, target: String) {
    let (sourceWords, targetWords) = (words(of: source), words(of: target))
    var chosen: [Substring: Character] = [:]
    var free = random.permutation(marks.count).map { marks[$0] }
    for word in sourceWords
    where chosen[word] == nil && (isName(word) || word.contains(where: \.isNumber)) {
      guard targetWords.contains(word), let mark = free.last,
        isRare(word) || random.uniform() < chance
      else { continue }
      chosen[word] = mark
      free.removeLast()
    }
    guard !chosen.isEmpty else { return (source, target) }
    func marked(_ words: [Substring]) -> String {
      words.map { chosen[$0].map { String($0) } ?? String($0) }.joined()
    }
    return (marked(sourceWords), marked(targetWords))
  }

  /// Runs of letters and digits, addresses, and everything else character by character; joined they are the
  /// text. Chinese characters stand alone.
  static func words(of text: String) -> [Substring] {
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

  private static func isWordPart(_ character: Character) -> Bool {
    (character.isLetter || character.isNumber) && !isIdeograph(character)
  }

  /// Whether a character is Chinese or Japanese, written without spaces.
  static func isIdeograph(_ character: Character) -> Bool {
    character.unicodeScalars.first.map {
      $0.properties.isIdeographic || (0x3040...0x30FF).contains($0.value)
    } ?? false
  }

  private static func isName(_ word: Substring) -> Bool {
    word.count > 1 && word.first?.isUppercase == true && word.allSatisfy(\.isLetter)
  }

  private static func looksLikeCode(_ word: Substring) -> Bool {
    let digits = word.count(where: \.isNumber)
    return digits >= 4 || (digits > 0 && digits < word.count)
  }
}
