/// The lines of a file or of standard input, for programs that answer line by line.
public enum TextLines {
  /// Hands lines on as they arrive; those that are no text are named on the console and handed on as empty ones.
  ///
  /// - Parameters:
  ///   - path: a file; - is standard input.
  ///   - limit: how many lines are handed on together at most.
  /// - Returns: how many lines were no text.
  public static func forEach(
    of path: String, atMost limit: Int, console: Console, _ body: ([String]) throws -> Void
  ) throws -> Int {
    var reader = LineReader(try TextSource(path: path))
    var (number, failures) = (0, 0)
    while case let lines = try reader.next(atMost: limit), !lines.isEmpty {
      let texts = lines.enumerated().map { index, line -> String in
        if case .text(let text) = line {
          return number + index == 0 ? withoutByteOrderMark(text) : text
        }
        failures += 1
        console.failure(
          "\(path == "-" ? "standard input" : path): line \(number + index + 1) "
            + (line == .notUTF8 ? "is not UTF-8" : "is too long"))
        return ""
      }
      try body(texts)
      number += lines.count
    }
    return failures
  }

  /// A text without the mark that some editors put before it.
  public static func withoutByteOrderMark(_ text: String) -> String {
    text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }
}
