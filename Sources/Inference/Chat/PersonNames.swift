/// The names that people give in a conversation, such as Sofia in "My name is Sofia.": a small network cannot spell what it
/// never saw, so it reads and writes marks in their place (see `CopyMarks`).
package struct PersonNames: Sendable {
  /// The names in small letters, each with its mark.
  private var marks: [String: Character] = [:]
  /// What the marks stand for.
  private(set) var values: [Character: MarkValue] = [:]

  /// The names in the turns of a conversation, of which the last and every second one before are the person's.
  package init(in turns: [String]) {
    for place in turns.indices where (turns.count - 1 - place) % 2 == 0 {
      let question = place > 0 ? turns[place - 1].lowercased() : ""
      let isAsked =
        question.contains("?")
        && ["your name", "call you", "yours", "who are you"].contains(where: question.contains)
      let words = PersonNames.words(
        SentenceCase.calm(TextNormalizer.normalized(turns[place])))
      for index in words.indices where PersonNames.isGiven(index, words, isAsked) {
        note(words[index].text)
      }
    }
  }

  private mutating func note(_ name: String) {
    let small = name.lowercased()
    guard marks[small] == nil, values.count < CopyMarks.marks.count else { return }
    let mark = CopyMarks.marks[values.count]
    marks[small] = mark
    values[mark] = .copy(name.prefix(1).uppercased() + name.dropFirst())
  }

  /// A text with marks in the place of the names.
  package func marked(_ text: String) -> String {
    guard !marks.isEmpty else { return text }
    return CopyMarks.words(of: text)
      .map { word in marks[word.lowercased()].map { String($0) } ?? String(word) }.joined()
  }

  // MARK: Who introduces themselves

  private struct Word {
    let text: String
    let small: String
    /// Whether a clause ends behind it.
    let isLast: Bool
  }

  /// The words, apostrophes being part of them.
  private static func words(_ text: String) -> [Word] {
    let parts = text.split(separator: " ")
    return parts.enumerated().compactMap { place, part in
      let isBroken = part.last.map { !$0.isLetter } ?? false
      let next = place + 1 < parts.count ? parts[place + 1].lowercased() : "and"
      let word = part.drop { !$0.isLetter }.prefix { $0.isLetter || $0 == "'" }
      guard !word.isEmpty else { return nil }
      return Word(
        text: String(word), small: word.lowercased(),
        isLast: isBroken || ["and", "but", "from"].contains(next))
    }
  }

  private static func isGiven(_ place: Int, _ words: [Word], _ isAsked: Bool) -> Bool {
    let word = words[place]
    let isCapital = word.text.first?.isUppercase ?? false
    guard word.text.count > 1, word.text.allSatisfy(\.isLetter), !others.contains(word.small) else {
      return false
    }
    func before(_ distance: Int) -> String {
      place >= distance ? words[place - distance].small : ""
    }
    switch (before(2), before(1)) {
    case ("name", "is"): return before(3) != "your" && (isCapital || word.isLast)
    case (let whose, "name's"), (let whose, "names"):
      return whose != "your" && (isCapital || word.isLast)
    case ("call", "me"): return isCapital || word.isLast
    case (_, "called"), (_, "named"): return isCapital
    case ("i", "am"), (_, "i'm"), (_, "im"): return isCapital && word.isLast
    case (_, "it's"), (_, "its"): return isAsked && word.isLast
    default: return isAsked && words.count == 1
    }
  }

  /// What stands where a name might, and is none.
  private static let others: Set<String> = Set(
    """
    a an the my your his her our their not no yes so very too on in at it that this what who how why when if back later now \
    again tomorrow tonight soon maybe anytime please whatever stupid crazy names guess nothing nobody secret okay ok hello hi \
    hey fine good sorry sure nice great bad happy sad tired bored american british english french german italian spanish \
    chinese japanese korean indian canadian australian mexican brazilian russian irish scottish dutch swedish polish greek \
    turkish african european asian catholic muslim jewish buddhist santa god zoe
    """.split(separator: " ").map(String.init))
}
