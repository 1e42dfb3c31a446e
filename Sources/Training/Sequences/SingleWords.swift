import Datasets
import Inference

/// Words by themselves as a corpus of their own: what people type first, and sentences hardly hold.
public enum SingleWords {
  /// For each direction of the corpora: the words that the pairs of a direction translate alike, and from or into Chinese
  /// those of a dictionary that the pairs use.
  public static func corpora(
    of corpora: [TranslationCorpus], dictionary: ChineseDictionary?, repetitions: Double
  ) -> [TranslationCorpus] {
    corpora.grouped(by: \.direction).compactMap { parts in
      let (direction, pairs) = (parts[0].direction, parts.flatMap(\.training))
      let words =
        [direction.source, direction.target].contains("zh")
        ? dictionary.map { looked(up: $0, direction, pairs) } ?? []
        : WordAlignment.words(of: pairs)
      guard !words.isEmpty else { return nil }
      return TranslationCorpus(
        direction, training: words, validation: [], repetitions: repetitions)
    }
  }

  private static func looked(
    up dictionary: ChineseDictionary, _ direction: Direction, _ pairs: [SentencePair]
  ) -> [SentencePair] {
    let isSource = direction.source == "zh"
    var chinese: [Substring: Int] = [:]
    var english: Set<Substring> = []
    for pair in pairs {
      for part in (isSource ? pair.source : pair.target).split(whereSeparator: { !$0.isLetter }) {
        for start in part.indices {
          for length in 1...4 {
            guard let end = part.index(start, offsetBy: length, limitedBy: part.endIndex) else {
              break
            }
            chinese[part[start..<end], default: 0] += 1
          }
        }
      }
      english.formUnion(
        (isSource ? pair.target : pair.source).lowercased().split { !$0.isLetter })
    }
    let used = dictionary.entries.filter { entry in
      chinese[entry.word[...]] != nil
        && entry.meaning.split { !$0.isLetter }.allSatisfy(english.contains)
    }
    // Of several words for a meaning, the one that is used most; of several meanings of a word, the first.
    return used.grouped(by: { isSource ? $0.word : $0.meaning }).compactMap { same in
      same.enumerated().max {
        (chinese[$0.element.word[...]] ?? 0, -$0.offset) < (
          chinese[$1.element.word[...]] ?? 0, -$1.offset
        )
      }?.element
    }.map {
      isSource
        ? SentencePair(source: $0.word, target: $0.meaning)
        : SentencePair(source: $0.meaning, target: $0.word)
    }
  }
}
