import Platform

/// A BLEU score and what it was made of.
public struct BLEUScore: Sendable, Hashable, CustomStringConvertible {
  /// The score, 0...100.
  public let score: Double
  /// Per cent of the sequences of each order that stand in a reference, after smoothing.
  public let precisions: [Double]
  /// Number of sequences of each order that stand in a reference.
  public let matches: [Int]
  /// Number of sequences of each order.
  public let totals: [Int]
  /// What translations that are too short are multiplied with, 0...1.
  public let brevityPenalty: Double
  /// Number of words of the translations.
  public let hypothesisLength: Int
  /// Number of words of the references, of each segment the one nearest in length.
  public let referenceLength: Int
  /// How it was computed, as sacreBLEU 2.6.0 writes it.
  public let signature: String

  /// The line that sacreBLEU prints, without the signature.
  public var description: String {
    let shares = precisions.map { decimal($0, places: 1) }.joined(separator: "/")
    let ratio =
      referenceLength > 0 ? Double(hypothesisLength) / Double(referenceLength) : 0
    return "BLEU = \(decimal(score, places: 2)) \(shares)"
      + " (BP = \(decimal(brevityPenalty, places: 3)) ratio = \(decimal(ratio, places: 3)) hyp_len = \(hypothesisLength)"
      + " ref_len = \(referenceLength))"
  }
}

/// A chrF score.
public struct ChrFScore: Sendable, Hashable, CustomStringConvertible {
  /// The score, 0...100.
  public let score: Double
  /// Number that weighs recall against precision.
  public let beta: Int
  /// How it was computed, as sacreBLEU 2.6.0 writes it.
  public let signature: String

  /// The line that sacreBLEU prints, without the signature.
  public var description: String { "chrF\(beta) = \(decimal(score, places: 2))" }
}

/// A number with a fixed count of places, rounded as the C library does.
private func decimal(_ value: Double, places: Int) -> String {
  var buffer = [CChar](repeating: 0, count: 64)
  let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.\(places)f", $0) }
  let length = min(max(Int(count), 0), buffer.count - 1)
  return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The signature as sacreBLEU 2.6.0 prints it.
func metricSignature(
  _ references: [[String]], isLowercased: Bool, _ parts: [(name: String, value: String)]
) -> String {
  let counts = Set(references.map(\.count))
  let count = counts.count == 1 ? counts.first.map { String($0) } : nil
  let all =
    [("nrefs", count ?? "var"), ("case", isLowercased ? "lc" : "mixed")] + parts
    + [("version", "2.6.0")]
  return all.map { "\($0.0):\($0.1)" }.joined(separator: "|")
}

/// Every segment must have a reference.
func checkReferences(_ metric: String, _ hypotheses: [String], _ references: [[String]]) {
  precondition(
    hypotheses.count == references.count,
    "\(metric): \(hypotheses.count) translations and references for \(references.count)")
  precondition(
    references.allSatisfy { !$0.isEmpty }, "\(metric): a segment has no reference")
}
