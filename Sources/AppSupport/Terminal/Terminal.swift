import Platform

/// Why there is no terminal to draw on.
public enum TerminalError: DescribedError, Equatable {
  /// Input or output is a file, a pipe or nothing.
  case notATerminal(stream: String)
  /// The terminal can do nothing but write lines.
  case tooSimple(kind: String)
  /// The terminal was closed.
  case gone

  /// One sentence.
  public var description: String {
    switch self {
    case .notATerminal(let stream): "\(stream) is not a terminal"
    case .tooSimple(let kind): "a terminal of the kind '\(kind)' cannot be drawn on"
    case .gone: "the terminal is gone"
    }
  }
}

/// What was typed.
public enum Key: Sendable, Equatable {
  /// A letter, digit or sign.
  case character(Character)
  /// An arrow key.
  case up
  /// An arrow key.
  case down
  /// An arrow key.
  case left
  /// An arrow key.
  case right
}

/// A whole terminal to draw on, one at a time: keys are read as they are typed, and the terminal is given back as it was, whatever
/// ends the program.
public final class Terminal {
  /// Columns and rows.
  public struct Size: Sendable, Equatable {
    /// Characters in a row.
    public let columns: Int
    /// Rows.
    public let rows: Int

    /// A size.
    public init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// Whether any 24-bit colour can be shown, not only the 256 usual ones.
  public let hasTrueColor: Bool
  private var pending: [UInt8] = []

  /// Takes the terminal over; `close` gives it back.
  ///
  /// - Throws: `TerminalError` where input or output is none that can be drawn on.
  public init(environment: [String: String]) throws {
    guard isatty(STDIN_FILENO) == 1 else {
      throw TerminalError.notATerminal(stream: "standard input")
    }
    guard isatty(STDOUT_FILENO) == 1, var settings = TerminalRescue.original else {
      throw TerminalError.notATerminal(stream: "standard output")
    }
    let kind = environment["TERM"] ?? ""
    guard !kind.isEmpty, kind != "dumb" else { throw TerminalError.tooSimple(kind: kind) }
    hasTrueColor = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    TerminalRescue.watchSignals()
    settings.c_lflag &= ~tcflag_t(ECHO | ICANON)
    withUnsafeMutableBytes(of: &settings.c_cc) { keys in
      keys[Int(VMIN)] = 0
      keys[Int(VTIME)] = 0
      keys[Int(VSUSP)] = 0  // no key stops the program and leaves the terminal as it is
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    try write(TerminalRescue.enter)
  }

  deinit { close() }

  /// Gives the terminal back as it was.
  public func close() { TerminalRescue.restore() }

  /// The size now; the user may change it at any time.
  public var size: Size {
    var window = winsize()
    let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0
    return known
      ? Size(columns: Int(window.ws_col), rows: Int(window.ws_row)) : Size(columns: 80, rows: 24)
  }

  /// Writes text and control sequences.
  ///
  /// - Throws: `TerminalError.gone` where nobody is there to see it.
  public func write(_ text: String) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { writeBytes($0.baseAddress, $0.count) }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard count > 0 else { throw TerminalError.gone }
      bytes = bytes.dropFirst(count)
    }
  }

  /// The keys that are typed within so many seconds; the wait ends with the first.
  ///
  /// - Throws: `TerminalError.gone` where the terminal was closed.
  public func keys(waiting seconds: Double) throws -> [Key] {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let milliseconds = Int32(max(0, min(seconds, 3600)) * 1000)
    guard poll(&request, 1, milliseconds) > 0 else { return [] }  // time is up, or a signal came
    if request.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { throw TerminalError.gone }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    guard count > 0 else { throw TerminalError.gone }
    pending += buffer[..<count]
    return Terminal.parse(&pending)
  }

  /// Takes whole keys off the front of what was typed; unknown sequences are passed over.
  static func parse(_ bytes: inout [UInt8]) -> [Key] {
    var keys: [Key] = []
    var rest = bytes[...]
    while let first = rest.first {
      guard first == 0x1B else {
        rest = rest.dropFirst()
        if first >= 0x20 && first < 0x7F {
          keys.append(.character(Character(UnicodeScalar(first))))
        }
        continue
      }
      let following = rest.dropFirst()
      guard let kind = following.first, kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O")
      else {
        rest = following
        continue
      }
      // Parameters, then one letter or sign that ends the sequence.
      guard let end = following.dropFirst().firstIndex(where: { (0x40...0x7E).contains($0) })
      else { break }
      switch rest[end] {
      case UInt8(ascii: "A"): keys.append(.up)
      case UInt8(ascii: "B"): keys.append(.down)
      case UInt8(ascii: "C"): keys.append(.right)
      case UInt8(ascii: "D"): keys.append(.left)
      default: break
      }
      rest = rest[(end + 1)...]
    }
    // A sequence that does not end is none.
    bytes = rest.count > 32 ? [] : Array(rest)
    return keys
  }
}

/// `write(2)` under a name that a method does not hide.
private func writeBytes(_ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(STDOUT_FILENO, bytes, count)
}
