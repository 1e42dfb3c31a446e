import Datasets
import Files
import Platform

/// The bytes of a file, a pipe or standard input as they arrive; what gzip has compressed is unpacked, whatever its name.
struct TextSource: ByteSource {
  private static let compressedLimit = 1 << 30
  private let name: String
  private let descriptor: Int32
  private var isFirst = true
  private var unpacked: GzipStream?

  /// The source at a path; - is standard input.
  init(path: String) throws(FileError) {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : try InputFile.descriptor(path)
  }

  mutating func next() throws -> [UInt8] {
    if isFirst {
      isFirst = false
      var head = try part()
      // The second byte of gzip's signature is waited for, nothing else.
      if head == [0x1F] { head += try part() }
      guard Gzip.isCompressed(head) else { return head }
      while case let more = try part(), !more.isEmpty {
        head += more
        guard head.count <= TextSource.compressedLimit else {
          throw FileError.tooLarge(file: name, limit: TextSource.compressedLimit)
        }
      }
      unpacked = try GzipStream(head, name: name)
    }
    guard let unpacked else { return try part() }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    bytes.removeLast(bytes.count - (try unpacked.read(into: &bytes, from: 0)))
    return bytes
  }

  var isReady: Bool {
    if unpacked != nil { return true }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  private func part() throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      if count >= 0 {
        bytes.removeLast(bytes.count - count)
        return bytes
      }
      guard errno == EINTR else {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        throw .unreadable(file: name, reason: reason)
      }
    }
  }
}
