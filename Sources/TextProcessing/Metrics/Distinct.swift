/// How varied texts are: the share of different ones among all their sequences of `order` words (Li et al. 2016,
/// arXiv:1510.03055).
public struct DistinctRatio: Sendable, Hashable {
  /// The length of the sequences.
  public let order: Int

  /// A measure for sequences of one word or more.
  public init(order: Int) {
    precondition(order >= 1, "DistinctRatio: an order of \(order), expected 1 or more")
    self.order = order
  }

  /// The ratio over all texts together, 0...1; words are cut as BLEU does (13a), in lower case. 0 of nothing.
  public func callAsFunction(_ texts: [String]) -> Double {
    var total = 0
    var different: Set<[String]> = []
    for text in texts {
      let words = MetricTokenization.mteval13a.words(in: text, isLowercased: true)
      for first in words.indices.dropLast(order - 1) {
        total += 1
        different.insert(Array(words[first..<(first + order)]))
      }
    }
    return total == 0 ? 0 : Double(different.count) / Double(total)
  }
}
