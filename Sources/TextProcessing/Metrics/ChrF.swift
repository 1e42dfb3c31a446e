/// chrF: how many characters and short sequences of characters a translation shares with a reference.
///
/// Popović, "chrF: character n-gram F-score for automatic MT evaluation" (2015), computed as sacreBLEU 2.6
/// does by default: chrF2 with sequences of up to 6 characters, without white space and words.
public struct ChrF: Sendable, Hashable {
  /// Length of the longest sequence of characters that is compared.
  public var characterOrder: Int
  /// How much recall counts against precision.
  public var beta: Int
  /// Whether upper and lower case are the same.
  public var isLowercased: Bool

  /// Makes a metric; without arguments chrF2.
  public init(characterOrder: Int = 6, beta: Int = 2, isLowercased: Bool = false) {
    precondition(characterOrder >= 1, "ChrF: an order of \(characterOrder), expected 1 or more")
    self.characterOrder = characterOrder
    self.beta = beta
    self.isLowercased = isLowercased
  }

  /// How many sequences of one order there are.
  private struct Counts {
    var hypothesis = 0
    var reference = 0
    var matches = 0
  }

  /// The score of a set of translations; of several references each segment's best one counts.
  ///
  /// - Parameters:
  ///   - hypotheses: a translation a segment.
  ///   - references: for each segment one good translation or more; their number may differ.
  public func score(hypotheses: [String], references: [[String]]) -> ChrFScore {
    checkReferences("ChrF", hypotheses, references)
    var ngrams = NGramTrie()
    var sums = [Counts](repeating: Counts(), count: characterOrder)
    for (hypothesis, segment) in zip(hypotheses, references) {
      ngrams.removeAll()
      let own = ngrams.counts(characters(hypothesis), maximumOrder: characterOrder)
      let candidates = segment.map { reference in
        counts(own, ngrams.counts(characters(reference), maximumOrder: characterOrder), ngrams)
      }
      for (order, counts) in best(candidates).enumerated() {
        sums[order].hypothesis += counts.hypothesis
        sums[order].reference += counts.reference
        sums[order].matches += counts.matches
      }
    }
    let signature = metricSignature(
      references, isLowercased: isLowercased,
      [("eff", "yes"), ("nc", "\(characterOrder)"), ("nw", "0"), ("space", "no")])
    return ChrFScore(score: fScore(sums), beta: beta, signature: signature)
  }

  private func characters(_ text: String) -> [UInt32] {
    (isLowercased ? pythonLowercased(text) : codePoints(text)).filter { !isPythonSpace($0) }
  }

  private func counts(_ hypothesis: [Int], _ reference: [Int], _ ngrams: NGramTrie) -> [Counts] {
    var counts = [Counts](repeating: Counts(), count: characterOrder)
    for (node, count) in reference.enumerated().dropFirst() {
      counts[ngrams.orders[node] - 1].reference += count
    }
    for (node, count) in hypothesis.enumerated().dropFirst() {
      let order = ngrams.orders[node] - 1
      counts[order].hypothesis += count
      counts[order].matches += min(count, reference[node])
    }
    // Orders longer than the reference do not count against the translation.
    for order in counts.indices where counts[order].reference == 0 { counts[order].hypothesis = 0 }
    return counts
  }

  private func best(_ candidates: [[Counts]]) -> [Counts] {
    var best: (score: Double, counts: [Counts]) = (-1, [])
    for counts in candidates {
      let score = fScore(counts)
      if score > best.score { best = (score, counts) }
    }
    return best.counts
  }

  /// The F-score, 0...100, of the means of precision and recall over the orders that both sides have.
  private func fScore(_ counts: [Counts]) -> Double {
    let both = counts.filter { $0.hypothesis > 0 && $0.reference > 0 }
    guard !both.isEmpty else { return 0 }
    var (precision, recall) = (0.0, 0.0)
    for order in both {
      precision += Double(order.matches) / Double(order.hypothesis)
      recall += Double(order.matches) / Double(order.reference)
    }
    precision /= Double(both.count)
    recall /= Double(both.count)
    guard precision + recall > 0 else { return 0 }
    let factor = Double(beta * beta)
    return 100 * ((1 + factor) * precision * recall / (factor * precision + recall))
  }
}
