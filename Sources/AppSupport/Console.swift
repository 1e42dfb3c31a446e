import Platform

/// Where an application's words go: results to standard output, everything else to standard error.
public struct Console: Sendable {
  /// Whether remarks and progress are kept back.
  public let isQuiet: Bool

  /// A console that may be quiet.
  public init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  /// Writes one line of results.
  public func result(_ line: String) { Console.write(line + "\n", to: STDOUT_FILENO) }

  /// Writes the beginning of a line of results, which a `result` ends.
  public func part(_ text: String) { Console.write(text, to: STDOUT_FILENO) }

  /// Writes one line of remarks.
  public func remark(_ line: String) {
    if !isQuiet { Console.write(line + "\n", to: STDERR_FILENO) }
  }

  /// Names something that failed; never kept back.
  public func failure(_ line: String) { Console.write("Error: \(line)\n", to: STDERR_FILENO) }

  /// Whether standard error is a terminal, where a progress line can be rewritten.
  public var showsProgress: Bool { !isQuiet && isatty(STDERR_FILENO) == 1 }

  /// Replaces the current line of standard error.
  func rewriteLine(_ text: String) { Console.write("\r\u{1B}[K" + text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }  // a closed pipe: nobody reads on
      bytes = bytes.dropFirst(count)
    }
  }
}

/// `write(2)` under a name that a method does not hide.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
