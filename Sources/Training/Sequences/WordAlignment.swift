import Datasets

/// Which words of two languages stand for each other, learnt from sentence pairs: model 1 of Brown et al. 1993, *The
/// Mathematics of Statistical Machine Translation*, in both directions.
///
/// For languages that part words by spaces.
struct WordAlignment {
  /// The least probability of a translation, and of its way back, and how often both are expected in the pairs.
  private static let (forward, backward, count): (Float, Float, Float) = (0.25, 0.2, 3)

  /// Words that the pairs translate alike in both directions, in small letters, sorted.
  static func words(of pairs: [SentencePair]) -> [SentencePair] {
    var (sources, targets) = (Vocabulary(), Vocabulary())
    let sentences = pairs.map { (sources.ids(of: $0.source), targets.ids(of: $0.target)) }
    let there = Table(sentences)
    let back = Table(sentences.map { ($1, $0) })
    var best: [Int32: (word: Int32, probability: Float)] = [:]
    for (link, probability) in there.probabilities where probability.mean >= forward {
      guard link.source != 0, link.target != 0, probability.count >= count,
        back[link.target, link.source] >= backward,
        probability.mean > best[link.source]?.probability ?? 0
      else { continue }
      best[link.source] = (link.target, probability.mean)
    }
    return best.map {
      SentencePair(source: sources.words[Int($0.key)], target: targets.words[Int($0.value.word)])
    }
    .filter { $0.source.count > 1 && $0.target.count > 1 }
    .sorted { $0.source < $1.source }
  }

  /// Words by number; 0 is no word.
  private struct Vocabulary {
    var words = [""]
    private var numbers: [String: Int32] = [:]

    mutating func ids(of text: String) -> [Int32] {
      Vocabulary.split(text).map { word in
        if let number = numbers[word] { return number }
        numbers[word] = Int32(words.count)
        words.append(word)
        return Int32(words.count - 1)
      }
    }

    /// The words in small letters; a French article before an apostrophe is one of them.
    private static func split(_ text: String) -> [String] {
      let parts = text.lowercased().split { !$0.isLetter && !"'-".contains($0) }
      return parts.flatMap { part -> [String] in
        guard let mark = part.firstIndex(of: "'"),
          part.distance(from: part.startIndex, to: mark) < 3,
          mark < part.index(before: part.endIndex)
        else { return [String(part)] }
        return [String(part[...mark]), String(part[part.index(after: mark)...])]
      }
    }
  }

  /// A word and another beside it in a pair.
  private struct Link: Hashable {
    let source: Int32
    let target: Int32
  }

  /// p(target word | source word) after a few steps of expectation and maximisation.
  private struct Table {
    private(set) var probabilities: [Link: (mean: Float, count: Float)] = [:]

    init(_ sentences: [(source: [Int32], target: [Int32])], steps: Int = 5) {
      var numbers: [Link: Int32] = [:]
      var links: [Link] = []
      // For each target word the links to each source word and to none.
      var rows: [[Int32]] = []
      for (source, target) in sentences {
        for word in target {
          rows.append(
            ([0] + source).map { other in
              let link = Link(source: other, target: word)
              if let number = numbers[link] { return number }
              numbers[link] = Int32(links.count)
              links.append(link)
              return Int32(links.count - 1)
            })
        }
      }
      var (means, counts) = ([Float](repeating: 1, count: links.count), [Float]())
      let size = Int(links.map(\.source).max() ?? 0) + 1
      for _ in 0..<steps {
        counts = [Float](repeating: 0, count: links.count)
        for row in rows {
          let sum = row.reduce(0) { $0 + means[Int($1)] }
          for link in row { counts[Int(link)] += means[Int(link)] / sum }
        }
        var totals = [Float](repeating: 0, count: size)
        for (link, count) in zip(links, counts) { totals[Int(link.source)] += count }
        for (number, link) in links.enumerated() {
          means[number] = counts[number] / totals[Int(link.source)]
        }
      }
      for (number, link) in links.enumerated() where means[number] > 0.1 {
        probabilities[link] = (means[number], counts[number])
      }
    }

    subscript(source: Int32, target: Int32) -> Float {
      probabilities[Link(source: source, target: target)]?.mean ?? 0
    }
  }
}
