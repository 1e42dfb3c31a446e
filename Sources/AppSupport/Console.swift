import Files
import Platform

/// Where an application's words go: results to standard output, everything else to standard error.
///
/// A result that cannot be written ends the program (see `StandardOutput`); remarks may be lost.
public struct Console: Sendable {
  /// Whether remarks and progress are kept back.
  public let isQuiet: Bool

  /// A console that may be quiet.
  public init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  /// Writes one line of results.
  public func result(_ line: String) { StandardOutput.write(line + "\n") }

  /// Writes the beginning of a line of results, which a `result` ends.
  public func part(_ text: String) { StandardOutput.write(text) }

  /// Writes one line of remarks.
  public func remark(_ line: String) {
    if !isQuiet { Console.write(line + "\n") }
  }

  /// Names something that failed; never kept back.
  public func failure(_ line: String) { Console.write("Error: \(line)\n") }

  /// Whether standard error is a terminal, where a progress line can be rewritten.
  public var showsProgress: Bool { !isQuiet && isatty(STDERR_FILENO) == 1 }

  /// Replaces the current line of standard error.
  func rewriteLine(_ text: String) { Console.write("\r\u{1B}[K" + text) }

  private static func write(_ text: String) {
    FileName.bytes(text).withUnsafeBytes {
      _ = StandardOutput.writeAll($0, to: STDERR_FILENO)
    }
  }
}
