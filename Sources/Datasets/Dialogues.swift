import Foundation

/// What was said, and what may be said next.
public struct DialogueExample: Sendable {
  /// The turns so far, oldest first; at least one.
  public var context: [String]
  /// Replies that people gave; at least one.
  public var responses: [String]
  /// The collection that it is from, where a file says so.
  public var source: String?

  /// An example of turns and replies.
  public init(context: [String], responses: [String], source: String? = nil) {
    self.context = context
    self.responses = responses
    self.source = source
  }
}

extension DialogueExample: Equatable {
  /// Where an example is from makes no difference.
  public static func == (one: DialogueExample, other: DialogueExample) -> Bool {
    one.context == other.context && one.responses == other.responses
  }
}

/// Readers of conversations in the forms that people have them; files may be compressed by gzip.
///
/// - JSON lines with `context` (a list of turns) and `response` (a text) or `responses` (a list of texts);
/// - lines of two texts with a tab between them, what is said and the reply;
/// - lines of whole conversations whose turns end with `__eou__`, as DailyDialog has them (Li et al. 2017,
///   arXiv:1710.03957): each turn after the first is a reply.
public enum Dialogues {
  /// The most turns of a conversation that come before a reply.
  public static let turnLimit = 6

  /// The examples of a file.
  ///
  /// - Throws: `DatasetError` where the file cannot be read, holds none, or a line is in none of the forms; it names
  ///   the line.
  public static func read(_ path: String) throws(DatasetError) -> [DialogueExample] {
    var examples: [DialogueExample] = []
    for (index, line) in try SentencePairs.lines(of: path).enumerated() where !line.isEmpty {
      let found =
        if line.hasPrefix("{") { fromJSON(line) } else if line.contains("__eou__") {
          fromConversation(line)
        } else { fromColumns(line) }
      guard let found else {
        throw .malformed(
          file: path, what: "line \(index + 1)",
          expected: "JSON with context and response, two texts with a tab between them, or turns "
            + "that end with __eou__",
          found: "'\(line.prefix(40))'")
      }
      examples += found
    }
    guard !examples.isEmpty else {
      throw .malformed(
        file: path, what: "the number of replies", expected: "one or more", found: "0")
    }
    return examples
  }

  /// What was said in a file of examples without replies, such as openings to be answered and read: JSON lines with
  /// `context` alone; nil where a line has replies.
  public static func openings(_ path: String) throws(DatasetError) -> [DialogueExample]? {
    var openings: [DialogueExample] = []
    for line in try SentencePairs.lines(of: path) where !line.isEmpty {
      guard let found = try? JSONDecoder().decode(JSONExample.self, from: Data(line.utf8)),
        found.response == nil, found.responses == nil, !found.context.isEmpty
      else { return nil }
      openings.append(DialogueExample(context: found.context, responses: []))
    }
    return openings.isEmpty ? nil : openings
  }

  /// The replies of a bot in conversations that a person begins: every second turn of lines whose turns end with
  /// `__eou__`.
  ///
  /// - Throws: `DatasetError` where the file cannot be read or holds none.
  public static func botReplies(_ path: String) throws(DatasetError) -> [DialogueExample] {
    let examples = try SentencePairs.lines(of: path).flatMap { line in
      fromConversation(line).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }
    guard !examples.isEmpty else {
      throw .malformed(
        file: path, what: "the number of replies", expected: "one or more", found: "0")
    }
    return examples
  }

  private struct JSONExample: Decodable {
    let context: [String]
    let response: String?
    let responses: [String]?
    let source: String?
  }

  private static func fromJSON(_ line: String) -> [DialogueExample]? {
    guard let example = try? JSONDecoder().decode(JSONExample.self, from: Data(line.utf8))
    else { return nil }
    let responses = (example.responses ?? []) + (example.response.map { [$0] } ?? [])
    guard !example.context.isEmpty, !responses.isEmpty,
      (example.context + responses).allSatisfy({ $0.contains { !$0.isWhitespace } })
    else { return nil }
    return [
      DialogueExample(
        context: example.context, responses: responses, source: example.source)
    ]
  }

  private static func fromColumns(_ line: String) -> [DialogueExample]? {
    let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(trimmed)
    guard columns.count >= 2, !columns[0].isEmpty, !columns[1].isEmpty else { return nil }
    return [DialogueExample(context: [columns[0]], responses: [columns[1]])]
  }

  /// A conversation of one turn gives no example.
  private static func fromConversation(_ line: String) -> [DialogueExample] {
    let turns = line.components(separatedBy: "__eou__").map(trimmed).filter { !$0.isEmpty }
    return turns.indices.dropFirst().map { reply in
      DialogueExample(
        context: Array(turns[max(0, reply - turnLimit)..<reply]), responses: [turns[reply]])
    }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }
}
