/// Finds names that a network did not learn.
struct NameScanner {
  private let characters: [Character]
  private let language: String
  private let known: KnownWords?
  /// Whether most words have a capital.
  private let isHeading: Bool

  init(_ characters: [Character], language: String, known: KnownWords?) {
    self.characters = characters
    self.language = language
    self.known = known
    let words = String(characters).split(separator: " ").filter { $0.first?.isLetter == true }
    let capitals = words.count { $0.first?.isUppercase == true }
    isHeading = words.count >= 3 && capitals * 3 > words.count * 2
  }

  /// A word and where it stands.
  private struct Word {
    var range: Range<Int>
    var text: String
    var isFirst: Bool
  }

  /// Names, several in a row as one, outside of other spans.
  ///
  /// - Parameter pieces: how many pieces a tokenizer cuts a word into.
  func spans(besides others: [MarkScanner.Span], pieces: (String) -> Int) -> [MarkScanner.Span] {
    let taken = Set(others.flatMap { Array($0.range) })
    var ranges: [Range<Int>] = []
    for word in words() where taken.isDisjoint(with: word.range) {
      guard isName(word, pieces) else { continue }
      if let last = ranges.last, last.upperBound + 1 == word.range.lowerBound,
        characters[last.upperBound] == " ", !word.isFirst
      {
        ranges[ranges.count - 1] = last.lowerBound..<word.range.upperBound
      } else {
        ranges.append(word.range)
      }
    }
    return ranges.map { .init(range: $0, value: .copy(String(characters[$0]))) }
  }

  /// Words of Latin letters; those with a hyphen between capitals are one.
  private func words() -> [Word] {
    var words: [Word] = []
    var isFirst = true
    var place = 0
    while place < characters.count {
      guard CopyMarks.isWordPart(characters[place]) else {
        if ".!?:\"«“。！？：".contains(characters[place]) { isFirst = true }
        place += 1
        continue
      }
      var end = place
      while end < characters.count,
        CopyMarks.isWordPart(characters[end])
          || (characters[end] == "-" && end + 1 < characters.count
            && characters[end + 1].isUppercase)
      {
        end += 1
      }
      words.append(
        Word(range: place..<end, text: String(characters[place..<end]), isFirst: isFirst))
      isFirst = false
      place = end
    }
    return words
  }

  private func isName(_ word: Word, _ pieces: (String) -> Int) -> Bool {
    let text = word.text
    guard text.count > 1, text.allSatisfy({ $0.isLetter || $0 == "-" }) else { return false }
    if NameScanner.isLaughter(text) { return true }
    guard let known else {
      return !word.isFirst && text.first?.isUppercase == true && pieces(text) >= 4
    }
    if language == "zh" { return !known.isKept(text) }
    // iPhone, eBay.
    if text.first?.isLowercase == true { return text.contains(where: \.isUppercase) }
    guard text.first?.isUppercase == true else { return false }
    let small = text.lowercased()
    if known.isKept(text) { return false }
    if text.contains("-") {
      return small.split(separator: "-").contains { !known.ordinary.contains(String($0)) }
    }
    if known.ordinary.contains(small) {
      // A capital within a sentence makes a name of an ordinary word, but for titles and headings.
      return !word.isFirst
        && (known.isName(text) || !(isHeading || NameScanner.titles.contains(small)))
    }
    if known.isName(text) { return true }
    return !isDerived(small) && !(word.isFirst && isVerb(small))
  }

  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "dr", "doctor", "professor", "president", "uncle", "aunt", "sir",
    "king", "queen", "captain", "mom", "mum", "dad", "father", "mother", "god", "grandma",
    "grandpa", "monsieur", "madame", "mademoiselle", "mme", "mlle", "docteur", "professeur", "ok",
    "tv", "cd", "dvd", "pc",
  ]

  /// Whether a word comes from an ordinary one.
  private func isDerived(_ word: String) -> Bool {
    let endings = ["s", "es", "ed", "d", "ing", "ly", "er", "ment", "e", "ées", "és", "x"]
    return endings.contains { ending in
      guard word.hasSuffix(ending), word.count > ending.count + 2 else { return false }
      let stem = String(word.dropLast(ending.count))
      return known?.ordinary.contains(stem) == true
        || (ending == "ing" && known?.ordinary.contains(stem + "e") == true)
    }
  }

  /// Whether a French sentence may begin with it: Rappelez, Mangeons.
  private func isVerb(_ word: String) -> Bool {
    language == "fr" && ["ez", "ons", "ant"].contains { word.hasSuffix($0) }
  }

  /// Haha, hihi, hehehe.
  static func isLaughter(_ word: String) -> Bool {
    let small = word.lowercased()
    return ["ha", "hi", "he", "ho"].contains { syllable in
      small.count >= 4 && small.count % 2 == 0
        && small == String(repeating: syllable, count: small.count / 2)
    }
  }
}
