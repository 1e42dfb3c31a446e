/// Where the sentences of a text end.
struct SentenceScan {
  let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The scalar at a place; nil outside of the text.
  subscript(_ index: Int) -> Unicode.Scalar? {
    scalars.indices.contains(index) ? scalars[index] : nil
  }

  /// A stretch of the text.
  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  /// The first place from here on that is no white space.
  func skipSpace(_ index: Int) -> Int {
    var index = index
    while index < scalars.count && scalars[index].isSpace { index += 1 }
    return index
  }

  /// Behind the last character of each sentence, ascending.
  ///
  /// White space at the start of the text counts as an empty sentence.
  func sentenceEnds() -> [Int] {
    guard !scalars.isEmpty else { return [] }
    var ends: [Int] = []
    var index = skipSpace(0)
    if index > 0 { ends.append(0) }
    var start = index
    while index < scalars.count {
      if scalars[index].isSpace {
        let next = skipSpace(index)
        if next == scalars.count || isEmptyLine(index..<next) {
          ends.append(index)
          start = next
        }
        index = next
      } else if scalars[index].isStop {
        let stop = stopEnd(index)
        let end = closedEnd(stop)
        if end < scalars.count && endsSentence(from: start, index..<stop, end) {
          ends.append(end)
          start = skipSpace(end)
          index = start
        } else {
          index = end
        }
      } else {
        index += 1
      }
    }
    if start < scalars.count { ends.append(scalars.count) }
    return ends
  }

  private func isEmptyLine(_ space: Range<Int>) -> Bool {
    var lineEndCount = 0
    for index in space where scalars[index].isLineEnd {
      // A carriage return and a line feed are one line end.
      if scalars[index] != "\n" || index == space.lowerBound || scalars[index - 1] != "\r" {
        lineEndCount += 1
      }
    }
    return lineEndCount > 1
  }

  /// Behind a run of stops; French puts spaces before each of them.
  private func stopEnd(_ index: Int) -> Int {
    var end = index
    while true {
      while end < scalars.count && scalars[end].isStop { end += 1 }
      let next = skipSpace(end, atMost: 2)
      guard let scalar = self[next], scalar == "!" || scalar == "?" else { return end }
      end = next
    }
  }

  /// Behind the quotes and brackets that close after a stop.
  private func closedEnd(_ stop: Int) -> Int {
    var end = stop
    while let scalar = self[end] {
      if scalar.isCloser || scalar.isGermanCloser && self[end + 1]?.isWordPart != true {
        end += 1
      } else {
        // French: a space before the guillemet. German quotes open with the same sign.
        let next = skipSpace(end, atMost: 2)
        guard next > end, let quote = self[next], quote == "»" || quote == "›",
          self[next + 1]?.isWordPart != true
        else { break }
        end = next + 1
      }
    }
    return end
  }

  private func skipSpace(_ index: Int, atMost limit: Int) -> Int {
    var next = index
    while next < index + limit, let scalar = self[next], scalar.isSpace, !scalar.isLineEnd {
      next += 1
    }
    return next
  }

  /// Whether a stop, closed at `end`, ends the sentence that begins at `start`.
  private func endsSentence(from start: Int, _ stop: Range<Int>, _ end: Int) -> Bool {
    let next = skipSpace(end)
    guard let first = self[next], !first.continuesClause else { return false }
    if scalars[stop].contains(where: \.isWideStop) { return true }
    if next == end && !(first.isIdeograph && endsWithoutSpace(stop)) { return false }
    guard let letter = firstOfNextWord(next) else { return true }
    if letter.properties.isLowercase { return false }
    let isPoint = stop.count == 1 && scalars[stop.lowerBound] == "."
    return !isPoint || end > stop.upperBound
      || !isAbbreviation(from: start, point: stop.lowerBound, nextWord: word(at: next))
  }

  /// Whether stops that are not Chinese end a Chinese sentence: 你好!我来了.
  private func endsWithoutSpace(_ stop: Range<Int>) -> Bool {
    let isPoint = scalars[stop].allSatisfy { $0 == "." || $0 == "…" }
    return !isPoint
      || stop.count == 1 && scalars[stop.lowerBound] == "."
        && self[stop.lowerBound - 1]?.isIdeograph == true
  }

  /// The first letter or digit behind opening quotes, brackets and dashes.
  private func firstOfNextWord(_ index: Int) -> Unicode.Scalar? {
    for offset in 0..<6 {
      guard let scalar = self[index + offset] else { return nil }
      if scalar.isWordPart { return scalar }
    }
    return nil
  }

  /// The letters and digits from a place on, at most 16.
  private func word(at index: Int) -> String {
    var end = index
    while end < index + 16, let scalar = self[end], scalar.isWordPart { end += 1 }
    return text(index..<end)
  }

  /// Whether the point belongs to the word before it.
  private func isAbbreviation(from start: Int, point: Int, nextWord: String) -> Bool {
    let first = wordStart(from: start, before: point)
    let word = text(first..<point)
    if word.isEmpty { return false }
    if scalars[first..<point].allSatisfy(\.isDigit) {
      // "1. Heat the oven": a number that starts a sentence counts it. "3. Oktober" is a date.
      return first == start
        || point - first <= 2 && Abbreviations.afterOrdinal.contains(nextWord)
    }
    let folded = word.lowercased()
    if word == "MM" || Abbreviations.beforeNames.contains(folded) { return true }
    if Abbreviations.beforeNumbers.contains(folded),
      nextWord.unicodeScalars.first?.isDigit == true
    {
      return true
    }
    // J. Smith, J.R.R. Tolkien, U.S. Army.
    return isInitials(first..<point) && !Abbreviations.sentenceStarts.contains(nextWord)
  }

  /// Where the letters, digits and points before a point begin.
  private func wordStart(from start: Int, before point: Int) -> Int {
    var first = point
    while first > start, point - first < 16,
      scalars[first - 1].isWordPart || scalars[first - 1] == "."
    {
      first -= 1
    }
    return first
  }

  /// Single letters with points between them, the first one large.
  private func isInitials(_ word: Range<Int>) -> Bool {
    let parts = scalars[word].split(separator: ".", omittingEmptySubsequences: false)
    return parts.allSatisfy { $0.count == 1 } && scalars[word.lowerBound].properties.isUppercase
  }
}
