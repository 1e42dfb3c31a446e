import CEditLine
import Platform

/// Reads lines that a person types: with editing and a history on a terminal (libedit), as they come elsewhere.
public final class LineEditor {
  private let prompt: String

  /// An editor that asks with this prompt.
  public init(prompt: String) {
    self.prompt = prompt
    // libedit measures what it shows in the terminal's encoding.
    setlocale(LC_CTYPE, "")
    if nl_langinfo(nl_item(CODESET)).map({ String(cString: $0) }) != "UTF-8" {
      setlocale(LC_CTYPE, "C.UTF-8")
    }
  }

  /// Whether a person sits at standard input and standard output.
  public static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  /// The next line without what ends it; nil at the end of input.
  public func next() -> String? {
    guard let line = readline(prompt) else { return nil }
    defer { free(line) }
    if line.pointee != 0 { add_history(line) }
    return String(cString: line)
  }
}
