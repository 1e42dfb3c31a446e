import Platform

/// Reads lines from a file or a pipe as they arrive: who waits for an answer to one line gets it.
public struct LineReader {
  /// A line, and whether it is text at all.
  public enum Line: Equatable, Sendable {
    /// A line of UTF-8 text, without what ends it.
    case text(String)
    /// A line of other bytes.
    case notUTF8
    /// A line of more bytes than are kept.
    case tooLong
  }

  /// The most bytes of a line that are kept.
  public static let longestLine = 16 << 20

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private var isSkipping = false

  /// A reader of an open descriptor.
  public init(descriptor: Int32 = STDIN_FILENO) { self.descriptor = descriptor }

  /// Waits for a line, and takes those with it that are there already, `limit` at most; empty at the end.
  public mutating func next(atMost limit: Int) -> [Line] {
    var lines: [Line] = []
    while true {
      takeLines(&lines, limit)
      if isAtEnd || lines.count >= limit || (!lines.isEmpty && !hasMore()) { return lines }
      fill()
    }
  }

  private mutating func takeLines(_ lines: inout [Line], _ limit: Int) {
    var start = 0
    while lines.count < limit, let end = buffer[start...].firstIndex(of: 10) {
      lines.append(line(buffer[start..<end]))
      start = end + 1
    }
    buffer.removeFirst(start)
    if isAtEnd, lines.count < limit, !buffer.isEmpty || isSkipping {
      lines.append(line(buffer[...]))
      buffer = []
    }
    if buffer.count > LineReader.longestLine {
      isSkipping = true
      buffer = []
    }
  }

  private mutating func line(_ bytes: ArraySlice<UInt8>) -> Line {
    if isSkipping {
      isSkipping = false
      return .tooLong
    }
    let bytes = bytes.last == 13 ? bytes.dropLast() : bytes
    return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .notUTF8
  }

  private mutating func fill() {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { isAtEnd = true } else { buffer += part[..<count] }
      return
    }
  }

  /// Whether something could be read without waiting.
  private func hasMore() -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }
}
