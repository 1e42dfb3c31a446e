import Files

/// A sentence and what it became.
public struct SentencePair: Sendable, Equatable {
  /// The text that is read.
  public var source: String
  /// The text that is written.
  public var target: String

  /// A pair of texts.
  public init(source: String, target: String) {
    self.source = source
    self.target = target
  }

  /// The pair in the other direction.
  public var reversed: SentencePair { SentencePair(source: target, target: source) }
}

/// Readers of sentence pairs in the forms that people have them; files may be compressed by gzip.
public enum SentencePairs {
  /// The most bytes of text that are read from a file.
  static let sizeLimit = 2 << 30

  /// Lines of two texts with a tab between them; further columns, such as Tatoeba's attribution, are passed over.
  ///
  /// - Throws: `DatasetError` where the file cannot be read, holds no pairs, or a line lacks a column; it
  ///   names the line.
  public static func tabSeparated(_ path: String) throws(DatasetError) -> [SentencePair] {
    var pairs: [SentencePair] = []
    for (index, line) in try lines(of: path).enumerated() where !line.isEmpty {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 2, !columns[0].isEmpty, !columns[1].isEmpty else {
        throw .malformed(
          file: path, what: "line \(index + 1)", expected: "two texts with a tab between them",
          found: columns.count < 2 ? "one column" : "a line with an empty column")
      }
      pairs.append(SentencePair(source: String(columns[0]), target: String(columns[1])))
    }
    return try nonEmpty(pairs, path)
  }

  /// Two files whose lines belong together.
  ///
  /// - Throws: `DatasetError` where a file cannot be read or the numbers of lines differ.
  public static func parallel(source: String, target: String) throws(DatasetError)
    -> [SentencePair]
  {
    let (sources, targets) = (try lines(of: source), try lines(of: target))
    guard sources.count == targets.count else {
      throw .malformed(
        file: target, what: "the number of lines", expected: "\(sources.count) as in \(source)",
        found: "\(targets.count)")
    }
    let pairs = zip(sources, targets).map { SentencePair(source: $0, target: $1) }
      .filter { !$0.source.isEmpty && !$0.target.isEmpty }
    return try nonEmpty(pairs, source)
  }

  /// The lines of a text, of each what stands before its first tab.
  ///
  /// - Throws: `DatasetError` where the file cannot be read or holds no text.
  public static func firstColumn(_ path: String) throws(DatasetError) -> [String] {
    let texts = try lines(of: path).map { String($0.prefix { $0 != "\t" }) }
      .filter { !$0.isEmpty }
    guard !texts.isEmpty else {
      throw .malformed(
        file: path, what: "the number of sentences", expected: "one or more", found: "0")
    }
    return texts
  }

  private static func nonEmpty(_ pairs: [SentencePair], _ path: String) throws(DatasetError)
    -> [SentencePair]
  {
    guard !pairs.isEmpty else {
      throw .malformed(
        file: path, what: "the number of pairs", expected: "one or more", found: "0")
    }
    return pairs
  }

  /// The lines of a UTF-8 text file without what ends them and without spaces around them.
  ///
  /// - Throws: `DatasetError` where the file cannot be read, and for the first line that is not UTF-8.
  public static func lines(of path: String) throws(DatasetError) -> [String] {
    let packed = try readFile(path, limit: sizeLimit)
    let bytes = try Gzip.decompress(packed, limit: sizeLimit, name: path)
    var lines: [String] = []
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw .malformed(
          file: path, what: "line \(lines.count + 1)", expected: "UTF-8", found: "other bytes")
      }
      lines.append(trimmed(text))
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\r" || $0 == "\u{FEFF}" }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(text[first...last])
  }
}
