import Platform

/// Where a `LineReader` finds bytes.
public protocol ByteSource {
  /// The next bytes, none at the end; waits for them.
  mutating func next() throws -> [UInt8]
  /// Whether something could be read without waiting.
  var isReady: Bool { get }
}

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

  private var source: any ByteSource
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private var isSkipping = false

  /// A reader of what a source gives.
  public init(_ source: any ByteSource) { self.source = source }

  /// Waits for a line, and takes those with it that are there already, `limit` at most; empty at the end.
  public mutating func next(atMost limit: Int) throws -> [Line] {
    var lines: [Line] = []
    while true {
      takeLines(&lines, limit)
      if isAtEnd || lines.count >= limit || (!lines.isEmpty && !source.isReady) { return lines }
      let part = try source.next()
      if part.isEmpty { isAtEnd = true } else { buffer += part }
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
}
