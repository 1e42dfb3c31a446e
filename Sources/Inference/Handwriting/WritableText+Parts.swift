extension WritableText {
  /// The text in equal parts of so many characters at most.
  func pieces(of limit: Int) -> [WritableText] {
    let count = (characters.count + limit - 1) / limit
    return (0..<count).map { index in
      part(characters.count * index / count..<characters.count * (index + 1) / count)
    }
  }

  /// The text cut where two or more digits, signs and capitals stand side by side; a capital before a small letter is that one's, and
  /// a sign alone belongs to its word.
  func runs() -> [(text: WritableText, isWord: Bool)] {
    let all = Array(characters)
    let isWord = all.indices.map { index in
      all[index].isLowercase
        || (all[index].isUppercase && index + 1 < all.count && all[index + 1].isLowercase)
    }
    var runs: [(range: Range<Int>, isWord: Bool)] = []
    for index in all.indices {
      if let last = runs.last, last.isWord == isWord[index] {
        runs[runs.count - 1].range = last.range.lowerBound..<index + 1
      } else {
        runs.append((index..<index + 1, isWord[index]))
      }
    }
    var joined: [(range: Range<Int>, isWord: Bool)] = []
    for run in runs {
      let isSingle = !run.isWord && run.range.count == 1
      if let last = joined.last, last.isWord, run.isWord || isSingle {
        joined[joined.count - 1].range = last.range.lowerBound..<run.range.upperBound
      } else {
        joined.append((run.range, run.isWord || (isSingle && run.range.count < all.count)))
      }
    }
    return joined.map { (part($0.range), $0.isWord) }
  }

  /// Puts another text behind it.
  mutating func append(_ other: WritableText) {
    let start = characters.count
    characters += other.characters
    originals += other.originals
    accents += other.accents.map { Accent(mark: $0.mark, place: $0.place + start) }
  }

  private func part(_ range: Range<Int>) -> WritableText {
    var part = self
    part.characters = String(Array(characters)[range])
    part.originals = Array(originals[range])
    part.accents = accents.filter { range.contains($0.place) }.map {
      Accent(mark: $0.mark, place: $0.place - range.lowerBound)
    }
    return part
  }
}
