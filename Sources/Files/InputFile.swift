import Platform

/// Reading of whole files through the C library alone.
///
/// Foundation would do, but loading it costs each application some 15 ms at start.
public enum InputFile {
  /// Bytes after which it is asked whether a file is wanted.
  private static let headLength = 1 << 16

  /// All bytes of a file, or of a pipe such as `/dev/stdin`.
  ///
  /// - Parameters:
  ///   - path: file to read.
  ///   - limit: largest number of bytes that is accepted.
  ///   - isWanted: whether to go on after the first 64 KiB, so that a device without end or a large file of another kind
  ///     costs no memory; where not, these bytes are all that is returned.
  /// - Throws: `FileError` for a missing path, a folder, missing permission, too many bytes.
  public static func read(
    _ path: String, limit: Int, isWanted: ([UInt8]) -> Bool = { _ in true }
  ) throws(FileError) -> [UInt8] {
    let (descriptor, status) = try openFile(path)
    defer { close(descriptor) }
    let expected = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    guard expected <= limit else { throw .tooLarge(file: path, limit: limit) }

    var bytes = [UInt8](repeating: 0, count: headLength)
    var count = 0
    while true {
      let got = bytes.withUnsafeMutableBytes {
        readSome(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
      }
      guard got >= 0 else { throw readError(path, code: errno) }
      count += got
      guard count <= limit else { throw .tooLarge(file: path, limit: limit) }
      if got == 0 { break }
      if count == bytes.count {
        if count == headLength, !isWanted(bytes) { break }
        // One byte more than expected shows the end of the file without growing the array once more.
        bytes += [UInt8](repeating: 0, count: max(expected + 1 - count, count))
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// A file or pipe opened for reading piece by piece; the caller closes the descriptor.
  ///
  /// - Throws: `FileError` for a missing path, a folder, missing permission.
  public static func descriptor(_ path: String) throws(FileError) -> Int32 {
    try openFile(path).descriptor
  }

  private static func openFile(_ path: String) throws(FileError)
    -> (descriptor: Int32, status: stat)
  {
    let descriptor = FileName.withPath(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw readError(path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw readError(path, code: code)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .isDirectory(file: path)
    }
    return (descriptor, status)
  }

  /// Names of the entries of a folder, sorted, without hidden ones.
  ///
  /// - Throws: `FileError` for a missing path, a file, missing permission.
  public static func list(_ directory: String) throws(FileError) -> [String] {
    guard let stream = FileName.withPath(directory, { opendir($0) }) else {
      if errno == ENOTDIR { throw .notDirectory(file: directory) }
      throw readError(directory, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        FileName.string(raw.prefix { $0 != 0 })
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether a folder is at this path (links are followed).
  public static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return FileName.withPath(path) { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether an ordinary file is at this path (links are followed), and no device or pipe.
  public static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return FileName.withPath(path) { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether two paths lead to the same file.
  public static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return FileName.withPath(one) { stat($0, &first) } == 0
      && FileName.withPath(other) { stat($0, &second) } == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Whether anything is at this path (links are followed).
  public static func exists(_ path: String) -> Bool {
    FileName.withPath(path) { access($0, F_OK) } == 0
  }

  private static func readError(_ path: String, code: Int32) -> FileError {
    switch code {
    case ENOENT: return .missing(file: path)
    case EACCES, EPERM: return .permissionDenied(file: path)
    default: return .unreadable(file: path, reason: systemMessage(code))
    }
  }
}

/// The system's words for an error number.
func systemMessage(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "error \(code)"
}

/// `read(2)`, again where a signal interrupted it.
private func readSome(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count >= 0 || errno != EINTR { return count }
  }
}
