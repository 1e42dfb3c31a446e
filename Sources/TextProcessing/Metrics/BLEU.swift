import Platform

/// BLEU: how many words and short sequences of words of a translation stand in a reference, too.
///
/// Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation" (2002), computed
/// as sacreBLEU 2.6 does, whose scores and signatures it repeats.
public struct BLEU: Sendable, Hashable {
  /// What stands in for an order of which nothing matches.
  public enum Smoothing: String, Sendable, Hashable, CaseIterable {
    /// Half, then a quarter, an eighth... of one match (NIST; method 3 of Chen and Cherry 2014).
    case exponential = "exp"
    /// Nothing: the score is 0.
    case none
  }

  /// How text is cut into words.
  public var tokenization: MetricTokenization
  /// Whether upper and lower case are the same.
  public var isLowercased: Bool
  /// Length of the longest sequence of words that is compared: 4, or 1 for BLEU-1.
  public var maximumOrder: Int
  /// What stands in for an order of which nothing matches.
  public var smoothing: Smoothing
  /// Whether orders longer than the translation are left out; for single sentences.
  public var usesEffectiveOrder: Bool

  /// Makes a metric; without arguments the one that papers report.
  public init(
    tokenization: MetricTokenization = .mteval13a, isLowercased: Bool = false,
    maximumOrder: Int = 4, smoothing: Smoothing = .exponential, usesEffectiveOrder: Bool = false
  ) {
    precondition(maximumOrder >= 1, "BLEU: an order of \(maximumOrder), expected 1 or more")
    self.tokenization = tokenization
    self.isLowercased = isLowercased
    self.maximumOrder = maximumOrder
    self.smoothing = smoothing
    self.usesEffectiveOrder = usesEffectiveOrder
  }

  /// The score of a set of translations; matches are counted over all of them.
  ///
  /// - Parameters:
  ///   - hypotheses: a translation a segment.
  ///   - references: for each segment one good translation or more; their number may differ.
  public func score(hypotheses: [String], references: [[String]]) -> BLEUScore {
    checkReferences("BLEU", hypotheses, references)
    var counter = SegmentCounter(self)
    for (hypothesis, segment) in zip(hypotheses, references) {
      counter.add(hypothesis, references: segment)
    }
    return score(counter, signature: signature(references))
  }

  /// The score of one sentence, with the effective order.
  ///
  /// - Parameters:
  ///   - hypothesis: the translation.
  ///   - references: one good translation or more.
  public func sentenceScore(_ hypothesis: String, references: [String]) -> BLEUScore {
    var metric = self
    metric.usesEffectiveOrder = true
    return metric.score(hypotheses: [hypothesis], references: [references])
  }

  private func signature(_ references: [[String]]) -> String {
    metricSignature(
      references, isLowercased: isLowercased,
      [
        ("eff", usesEffectiveOrder ? "yes" : "no"), ("tok", tokenization.rawValue),
        ("smooth", smoothing.rawValue),
      ])
  }

  private func score(_ counter: SegmentCounter, signature: String) -> BLEUScore {
    let (length, wanted) = (counter.hypothesisLength, counter.referenceLength)
    let penalty =
      length >= wanted ? 1 : length > 0 ? exp(1 - Double(wanted) / Double(length)) : 0
    let precisions = precisions(counter.matches, counter.totals)
    var score = 0.0
    if counter.matches.contains(where: { $0 > 0 }) {
      let reached = counter.totals.firstIndex(of: 0) ?? maximumOrder
      let order = usesEffectiveOrder ? reached : maximumOrder
      let logarithms = precisions.prefix(order).map { $0 == 0 ? -9_999_999_999 : log($0) }
      score = penalty * exp(logarithms.reduce(0, +) / Double(order))
    }
    return BLEUScore(
      score: score, precisions: precisions, matches: counter.matches, totals: counter.totals,
      brevityPenalty: penalty, hypothesisLength: length, referenceLength: wanted,
      signature: signature)
  }

  /// Per cent of matches for each order; all 0 where there is no match at all.
  private func precisions(_ matches: [Int], _ totals: [Int]) -> [Double] {
    var precisions = [Double](repeating: 0, count: maximumOrder)
    guard matches.contains(where: { $0 > 0 }) else { return precisions }
    var halvings = 1.0
    for order in 0..<maximumOrder {
      let total = Double(totals[order])
      if total == 0 { break }
      if matches[order] > 0 {
        precisions[order] = 100 * Double(matches[order]) / total
      } else if smoothing == .exponential {
        halvings *= 2
        precisions[order] = 100 / (halvings * total)
      }
    }
    return precisions
  }
}

/// What BLEU counts, summed over the segments.
private struct SegmentCounter {
  private let metric: BLEU
  private var characters = NGramTrie()
  private var ngrams = NGramTrie()
  var matches: [Int]
  var totals: [Int]
  var hypothesisLength = 0
  var referenceLength = 0

  init(_ metric: BLEU) {
    self.metric = metric
    matches = [Int](repeating: 0, count: metric.maximumOrder)
    totals = matches
  }

  mutating func add(_ hypothesis: String, references: [String]) {
    ngrams.removeAll()
    let words = words(hypothesis)
    var allowed: [Int] = []
    var closest: Int?
    for reference in references {
      let other = self.words(reference)
      let counts = ngrams.counts(other, maximumOrder: metric.maximumOrder)
      for (node, count) in counts.enumerated() {
        if node == allowed.count { allowed.append(0) }
        allowed[node] = max(allowed[node], count)
      }
      closest = closest.map { closerLength($0, other.count, to: words.count) } ?? other.count
    }
    let counts = ngrams.counts(words, maximumOrder: metric.maximumOrder)
    for (node, count) in counts.enumerated() where count > 0 {
      let order = ngrams.orders[node] - 1
      totals[order] += count
      if node < allowed.count { matches[order] += min(count, allowed[node]) }
    }
    hypothesisLength += words.count
    referenceLength += closest ?? 0
  }

  /// The nearer length; of two equally near ones the shorter.
  private func closerLength(_ a: Int, _ b: Int, to length: Int) -> Int {
    let (first, second) = (abs(a - length), abs(b - length))
    return first == second ? min(a, b) : first < second ? a : b
  }

  /// The words of a text as numbers.
  private mutating func words(_ text: String) -> [UInt32] {
    let line = metric.tokenization.tokenized(
      metric.isLowercased ? pythonLowercased(text) : codePoints(text))
    var words: [UInt32] = []
    var node = NGramTrie.root
    for scalar in line {
      if !isPythonSpace(scalar) {
        node = characters.child(of: node, scalar)
      } else if node != NGramTrie.root {
        words.append(node)
        node = NGramTrie.root
      }
    }
    if node != NGramTrie.root { words.append(node) }
    return words
  }
}
