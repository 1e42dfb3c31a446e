import CZlib

/// Unpacking of gzip data (RFC 1952) with an output limit, so that a zip bomb stays harmless.
public enum Gzip {
  /// Deflate cannot shrink data by more than this factor.
  static let maximumRatio = 1032

  /// Whether the bytes start like a gzip file.
  public static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// Unpacks all members of a gzip file; bytes without gzip's signature come back unchanged.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - limit: largest number of unpacked bytes that is accepted.
  ///   - name: what error messages call the file.
  /// - Throws: `DatasetError` for cut or damaged data and for more output than the limit.
  public static func decompress(
    _ bytes: [UInt8], limit: Int, name: String
  ) throws(DatasetError) -> [UInt8] {
    guard isCompressed(bytes) else {
      guard bytes.count <= limit else { throw .tooLarge(file: name, limit: limit) }
      return bytes
    }
    let stream = try GzipStream(bytes, name: name)
    // One byte more than the limit shows that there is too much.
    var result = [UInt8](repeating: 0, count: min(max(bytes.count, 1 << 12), limit) + 1)
    var count = 0
    while true {
      let got = try stream.read(into: &result, from: count)
      count += got
      guard count <= limit else { throw .tooLarge(file: name, limit: limit) }
      if got == 0 { break }
      if count == result.count {
        result += [UInt8](repeating: 0, count: min(count, limit - count + 1))
      }
    }
    result.removeLast(result.count - count)
    return result
  }

  /// The first unpacked bytes, at most `count`; fewer where the data end before.
  ///
  /// - Throws: `DatasetError` for cut or damaged data.
  public static func prefix(
    _ bytes: [UInt8], count: Int, name: String
  ) throws(DatasetError) -> [UInt8] {
    guard isCompressed(bytes) else { return Array(bytes.prefix(count)) }
    let stream = try GzipStream(bytes, name: name)
    var result = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = try stream.read(into: &result, from: filled)
      if got == 0 { break }
      filled += got
    }
    return Array(result.prefix(filled))
  }
}

/// Unpacks gzip data piece by piece.
public final class GzipStream {
  private let input: [UInt8]
  private let name: String
  private var position = 0
  private var isFinished = false
  // zlib keeps a pointer back to this, so it must not move.
  private let state: UnsafeMutablePointer<z_stream>

  /// A stream of a file's bytes; `name` is what errors call it.
  ///
  /// - Throws: `DatasetError` where zlib has no memory.
  public init(_ input: [UInt8], name: String) throws(DatasetError) {
    self.input = input
    self.name = name
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    let gzipOnly = 16 + MAX_WBITS
    let status = inflateInit2_(
      state, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw .damagedGzip(file: name, detail: "zlib could not start: \(status)")
    }
  }

  deinit {
    inflateEnd(state)
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Fills a buffer from a position on with the next unpacked bytes.
  ///
  /// - Returns: the number of bytes written, 0 only at the end of the data or of the buffer.
  /// - Throws: `DatasetError` for cut or damaged data.
  public func read(into buffer: inout [UInt8], from start: Int) throws(DatasetError) -> Int {
    var written = 0
    while !isFinished && start + written < buffer.count {
      let (status, made) = inflateOnce(&buffer, start + written)
      written += made
      switch status {
      case Z_OK: break
      case Z_STREAM_END: try finishMember()
      case Z_BUF_ERROR where position == input.count: throw .truncatedGzip(file: name)
      default: throw .damagedGzip(file: name, detail: message(status))
      }
    }
    return written
  }

  private func inflateOnce(_ buffer: inout [UInt8], _ start: Int) -> (status: Int32, made: Int) {
    // zlib counts in 32 bits.
    let available = min(input.count - position, 1 << 30)
    let room = min(buffer.count - start, 1 << 30)
    let status = input.withUnsafeBufferPointer { source in
      buffer.withUnsafeMutableBufferPointer { target in
        state.pointee.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress.map { $0 + position })
        state.pointee.avail_in = UInt32(available)
        state.pointee.next_out = target.baseAddress.map { $0 + start }
        state.pointee.avail_out = UInt32(room)
        return inflate(state, Z_NO_FLUSH)
      }
    }
    position += available - Int(state.pointee.avail_in)
    return (status, room - Int(state.pointee.avail_out))
  }

  /// Goes on with the next member where there is one; zeros may fill up the end of a file.
  private func finishMember() throws(DatasetError) {
    let rest = input[position...]
    if rest.starts(with: [0x1F, 0x8B]) {
      inflateReset(state)
    } else if rest.allSatisfy({ $0 == 0 }) {
      isFinished = true
    } else {
      throw .damagedGzip(file: name, detail: "\(rest.count) bytes follow its end")
    }
  }

  private func message(_ status: Int32) -> String {
    state.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
  }
}
