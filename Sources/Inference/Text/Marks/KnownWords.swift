import Datasets
import Foundation

/// What a training's data say of words: which are ordinary ones, which names the network translates, which are copied.
package struct KnownWords: Sendable, Equatable {
  /// Words of the source language in small letters.
  var ordinary: Set<String> = []
  /// Words with a capital that the network itself translates, such as names of countries.
  package var kept: Set<String> = []
  /// Names that are the same on both sides.
  var names: Set<String> = []
  /// Words of the target language that always have their capital.
  var proper: Set<String> = []

  /// How often names were seen, while they are learnt.
  private var seen: [String: Int] = [:]

  /// From the metadata of a weight file; nil where it has none for the direction.
  init?(_ metadata: [String: String], _ direction: Direction) {
    func words(_ name: String) -> Set<String>? {
      metadata["words \(name)"].map { Set($0.split(separator: " ").map(String.init)) }
    }
    guard let ordinary = words("ordinary \(direction)") else { return nil }
    self.ordinary = ordinary
    kept = words("kept \(direction)") ?? []
    names = words("names \(direction)") ?? []
    proper = words("proper \(direction)") ?? []
  }

  /// As metadata of a weight file.
  package func metadata(_ direction: Direction) -> [String: String] {
    func text(_ words: Set<String>) -> String { words.sorted().joined(separator: " ") }
    return [
      "words ordinary \(direction)": text(ordinary), "words kept \(direction)": text(kept),
      "words names \(direction)": text(names), "words proper \(direction)": text(proper),
    ]
  }

  /// Whether the network translates a word with a capital itself; UFO is looked up as Ufo, Wednesdays as Wednesday too.
  func isKept(_ word: String) -> Bool {
    let word = KnownWords.capitalized(word)
    return kept.contains(word) || (word.last == "s" && kept.contains(String(word.dropLast())))
  }

  /// Whether a word is a name that is the same in both languages.
  func isName(_ word: String) -> Bool { names.contains(KnownWords.capitalized(word)) }

  /// The ordinary word that a word without accents stands for; nil where there is none or are several.
  func accented(_ word: String) -> String? {
    let length = word.count
    let found = ordinary.filter { other in
      other.utf8.count > length && other.count == length
        && other.folding(options: .diacriticInsensitive, locale: nil) == word
    }
    return found.count == 1 ? found.first : nil
  }

  private static func capitalized(_ word: String) -> String {
    word.prefix(1).uppercased() + word.dropFirst().lowercased()
  }

  /// Makes kept words names to copy, but for these and those that were seen so often that the network knows them.
  package mutating func copyNames(besides translated: Set<String>, unlessSeen count: Int) {
    let rare = kept.subtracting(translated).filter { seen[$0, default: 0] < count }
    kept.subtract(rare)
    names.formUnion(rare)
  }

  /// Two that tell the same words apart.
  package static func == (one: KnownWords, other: KnownWords) -> Bool {
    one.ordinary == other.ordinary && one.kept == other.kept && one.names == other.names
      && one.proper == other.proper
  }

  /// How often a word was seen.
  private struct Counts {
    var small = 0
    var first = 0  // with a capital at the beginning of a sentence
    var capital = 0  // with a capital elsewhere
    var copied = 0  // with a capital anywhere, and on the other side as well
  }

  /// Learns from pairs.
  ///
  /// - Parameter names: further words that are names.
  package init(_ pairs: [SentencePair], names: Set<String> = []) {
    var (sources, targets): ([String: Counts], [String: Counts]) = ([:], [:])
    for pair in pairs {
      let target = KnownWords.words(pair.target)
      let found = Set(target.map(\.word))
      for (word, isFirst) in KnownWords.words(pair.source) {
        KnownWords.count(word, isFirst, found.contains(word), in: &sources)
      }
      for (word, isFirst) in target { KnownWords.count(word, isFirst, false, in: &targets) }
    }
    self.names = names
    for (word, counts) in sources {
      let (isOrdinary, isCapital) = KnownWords.kind(counts)
      if isOrdinary { ordinary.insert(word) }
      let capitals = counts.capital + counts.first
      guard isCapital || (counts.small == 0 && counts.copied > 0) else { continue }
      let name = word.prefix(1).uppercased() + word.dropFirst()
      let isCopied = 2 * counts.copied > capitals
      seen[name] = capitals
      if isCopied { self.names.insert(name) }
      if capitals >= (isCopied ? 150 : 3) { kept.insert(name) }
    }
    for (word, counts) in targets where KnownWords.kind(counts).isCapital && counts.capital > 2 {
      proper.insert(word.prefix(1).uppercased() + word.dropFirst())
    }
  }

  private static func kind(_ counts: Counts) -> (isOrdinary: Bool, isCapital: Bool) {
    let isCapital = counts.capital > 0 && counts.capital > 4 * counts.small
    let isOrdinary =
      !isCapital && (counts.small > 0 || (counts.first > 0 && counts.copied == 0))
    return (isOrdinary, isCapital)
  }

  private static func count(
    _ word: String, _ isFirst: Bool, _ isCopied: Bool, in table: inout [String: Counts]
  ) {
    let isSmall = word.first?.isLowercase ?? true
    let key = isSmall ? word : word.lowercased()
    if isSmall {
      table[key, default: Counts()].small += 1
    } else if isFirst {
      table[key, default: Counts()].first += 1
    } else {
      table[key, default: Counts()].capital += 1
    }
    if isCopied, !isSmall { table[key, default: Counts()].copied += 1 }
  }

  /// The words of letters in a text, and whether each begins a sentence.
  private static func words(_ text: String) -> [(word: String, isFirst: Bool)] {
    var isFirst = true
    var words: [(String, Bool)] = []
    for word in CopyMarks.words(of: text) {
      guard let first = word.first else { continue }
      if CopyMarks.isWordPart(first) {
        if word.allSatisfy(\.isLetter) { words.append((String(word), isFirst)) }
        isFirst = false
      } else if ".!?:\"«“".contains(first) {
        isFirst = true
      }
    }
    return words
  }
}
