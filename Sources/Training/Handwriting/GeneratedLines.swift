import TensorCore

/// Lines to be written by hand, to measure by.
enum GeneratedLines {
  /// Characters of a line at least.
  private static let length = 24

  /// Lines of words drawn from texts; none where there are no words.
  static func of(_ texts: [String], count: Int, seed: UInt64) -> [String] {
    let words = texts.flatMap { $0.split(separator: " ").map(String.init) }
    guard !words.isEmpty else { return [] }
    let random = RandomSource(seed: seed, stream: 9)
    return (0..<count).map { _ in
      var line = ""
      while line.count < length {
        line += (line.isEmpty ? "" : " ") + words[random.index(below: words.count)]
      }
      return line
    }
  }
}
