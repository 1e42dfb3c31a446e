extension SentenceScan {
  /// Cuts a sentence into parts of at most `limit` scalars; white space lies between them or nothing.
  ///
  /// Each cut looks at one window, and a window without white space is looked at twice at most.
  func parts(of sentence: Range<Int>, limit: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = sentence.lowerBound
    while sentence.upperBound - start > limit {
      let cut = cut(start..<start + limit)
      var end = cut
      while end > start + 1 && scalars[end - 1].isSpace { end -= 1 }
      parts.append(start..<end)
      start = min(skipSpace(cut), sentence.upperBound)
    }
    if start < sentence.upperBound || parts.isEmpty { parts.append(start..<sentence.upperBound) }
    return parts
  }

  /// Where to cut, inside a window or at its end.
  private func cut(_ window: Range<Int>) -> Int {
    let clauseStart = window.lowerBound + window.count / 4
    for index in stride(from: window.upperBound, to: clauseStart, by: -1)
    where isClauseEnd(index) {
      return index
    }
    for index in stride(from: window.upperBound, to: window.lowerBound, by: -1)
    where scalars[index].isSpace {
      return index
    }
    // Marks stay with their letter, unless there are no letters.
    for index in stride(from: window.upperBound, to: clauseStart, by: -1)
    where !scalars[index].joinsPrevious && scalars[index - 1].value != 0x200D {
      return index
    }
    return window.upperBound
  }

  /// Whether a clause ends before a place: a mark and, unless it is a wide one, white space.
  private func isClauseEnd(_ index: Int) -> Bool {
    let mark = scalars[index - 1]
    return mark.isWideClauseMark || mark.isClauseMark && scalars[index].isSpace
  }
}
