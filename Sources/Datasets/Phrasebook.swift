import Files
import Foundation

/// Phrases in several languages, a column each, with equally good wordings separated by ` | ` and slots in braces.
public struct Phrasebook: Sendable {
  /// Wordings of one phrase by language.
  public typealias Phrase = [String: [String]]

  /// The phrases.
  public let phrases: [Phrase]
  /// What may stand in the slots.
  public let slots: Slots

  /// What may stand in the slots of phrases, as `slots.json` has it.
  public struct Slots: Decodable, Sendable {
    /// Names, the same in all languages.
    public var name: [String] = []
    /// Cities: English, French, Chinese.
    public var city: [[String]] = []
    /// Days of the week.
    public var day: [[String]] = []
    /// Months.
    public var month: [[String]] = []
  }

  /// The languages of the columns.
  public static let languages = ["en", "fr", "zh"]

  /// Reads a phrasebook, and the words for its slots.
  ///
  /// - Throws: `DatasetError` where a file cannot be read or a line lacks a column; it names the line.
  public init(contentsOf path: String, slots slotsPath: String?) throws(DatasetError) {
    var phrases: [Phrase] = []
    for (index, line) in try SentencePairs.lines(of: path).enumerated() where !line.isEmpty {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      phrases.append(try Phrasebook.phrase(columns[...], path, line: index + 1))
    }
    self.phrases = phrases
    guard let slotsPath else {
      slots = Slots()
      return
    }
    let text = try SentencePairs.lines(of: slotsPath).joined(separator: "\n")
    do {
      slots = try JSONDecoder().decode(Slots.self, from: Data(text.utf8))
    } catch {
      throw .malformed(
        file: slotsPath, what: "the words of slots",
        expected: "JSON with the lists name, city, day and month", found: "\(error)")
    }
  }

  /// A test set in the same columns after a first one that names the kind of each line.
  ///
  /// - Throws: `DatasetError` where the file cannot be read or a line lacks a column; it names the line.
  public static func test(_ path: String) throws(DatasetError) -> [(kind: String, phrase: Phrase)] {
    var lines: [(String, Phrase)] = []
    for (index, line) in try SentencePairs.lines(of: path).enumerated() where !line.isEmpty {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      lines.append((String(columns[0]), try phrase(columns.dropFirst(), path, line: index + 1)))
    }
    return lines
  }

  /// Whether a file has the columns of a test set.
  public static func isTest(_ path: String) throws(DatasetError) -> Bool {
    let lines = try SentencePairs.lines(of: path).filter { !$0.isEmpty }
    let columns = lines.prefix(20).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    return !columns.isEmpty
      && columns.allSatisfy { columns in
        columns.count == languages.count + 1 && columns[0].count <= 16
          && columns[0].allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "-" || $0 == "_") }
      }
  }

  private static func phrase(_ columns: ArraySlice<Substring>, _ path: String, line: Int)
    throws(DatasetError) -> Phrase
  {
    guard columns.count == languages.count, columns.allSatisfy({ !$0.isEmpty }) else {
      throw .malformed(
        file: path, what: "line \(line)",
        expected: "a column for each of \(languages.joined(separator: ", "))",
        found: "\(columns.count) columns, some of them empty or in excess")
    }
    return Dictionary(
      uniqueKeysWithValues: zip(languages, columns).map { language, column in
        (language, column.split(separator: " | ").map(String.init))
      })
  }
}
