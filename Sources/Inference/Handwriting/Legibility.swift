/// How well a reader reads what was to be written.
public enum Legibility {
  /// Characters that cannot be told apart when a word stands alone: by height and place only.
  private static let alike: [[Character]] = [
    ["c", "C"], ["k", "K"], ["o", "O", "0"], ["p", "P"], ["s", "S"], ["u", "U"], ["v", "V"],
    ["w", "W"], ["x", "X"], ["y", "Y"], ["z", "Z"], ["l", "I", "1", "|"], [",", "'", "`"],
    ["-", "_"],
  ]
  private static let folded = Dictionary(
    uniqueKeysWithValues: alike.flatMap { group in group.map { ($0, group[0]) } })

  /// Insertions, deletions and substitutions between what was to be written and what was read, characters that look alike counting
  /// as one.
  public static func mistakes(truth: String, found: String) -> Int {
    editDistance(truth.map { folded[$0] ?? $0 }, found.map { folded[$0] ?? $0 })
  }

  /// The fewest insertions, deletions and substitutions that make one sequence the other (Levenshtein 1966).
  public static func editDistance<Element: Equatable>(_ one: [Element], _ other: [Element]) -> Int {
    var row = Array(0...other.count)
    for (i, a) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in other.enumerated() {
        let substitution = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[other.count]
  }
}
