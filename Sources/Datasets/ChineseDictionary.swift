/// The Chinese-English dictionary CC-CEDICT (mdbg.net, CC BY-SA 4.0): lines such as `雨傘 雨伞 [yu3 san3] /umbrella/CL:把[ba3]/`.
public struct ChineseDictionary: Sendable {
  /// A word in simplified characters and its first meaning in English.
  public struct Entry: Sendable, Equatable {
    /// The word.
    public let word: String
    /// What it means, without the "to" of a verb.
    public let meaning: String
  }

  /// The entries that are plain words: no names, abbreviations, variants or explanations.
  public let entries: [Entry]

  /// Reads a file, which may be compressed by gzip; lines that begin with # are remarks.
  ///
  /// - Throws: `DatasetError` where the file cannot be read or a line is no entry; it names the line.
  public init(contentsOf path: String) throws(DatasetError) {
    var entries: [Entry] = []
    for (index, line) in try SentencePairs.lines(of: path).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") {
      let words = line.prefix { $0 != "[" }.split(separator: " ")
      let parts = line.split(separator: "/")
      guard words.count == 2, parts.count >= 2, parts[0].hasSuffix("] ") else {
        throw .malformed(
          file: path, what: "line \(index + 1)", expected: "an entry of CC-CEDICT",
          found: "'\(line.prefix(40))'")
      }
      if let meaning = ChineseDictionary.plain(parts[1]), words[1].count <= 4 {
        entries.append(Entry(word: String(words[1]), meaning: meaning))
      }
    }
    self.entries = entries
  }

  /// A meaning of up to three words in small letters; nil for others.
  private static func plain(_ text: Substring) -> String? {
    let meaning = text.hasPrefix("to ") ? text.dropFirst(3) : text
    guard meaning.allSatisfy({ $0.isLowercase || " -'".contains($0) }),
      (1...3).contains(meaning.split(separator: " ").count),
      !["variant of", "old variant"].contains(where: meaning.hasPrefix)
    else { return nil }
    return String(meaning)
  }
}
