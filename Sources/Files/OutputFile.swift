import Platform

/// A file that is written piece by piece and takes its place as a whole when it is complete.
///
/// The pieces go to a temporary file beside it, which `commit` renames: a kill or a full disk at any moment leaves the old
/// file or the new one. A symbolic link is followed, the permissions of an existing file are kept, and a device or a
/// pipe such as `/dev/stdout` is written to at once and not replaced.
public final class OutputFile {
  private let path: String
  private let target: String
  /// Nil where the target itself is written to.
  private let temporary: [CChar]?
  private let mode: mode_t
  private var descriptor: Int32

  /// Begins a file.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason.
  public init(_ path: String) throws(FileError) {
    self.path = path
    var status = stat()
    let exists = FileName.withPath(path) { stat($0, &status) } == 0
    switch exists ? status.st_mode & S_IFMT : S_IFREG {
    case S_IFREG: break
    case S_IFDIR: throw .unwritable(file: path, reason: "a folder is in its place")
    default:
      descriptor = FileName.withPath(path) { open($0, O_WRONLY | O_CLOEXEC) }
      (target, temporary, mode) = (path, nil, 0)
      guard descriptor >= 0 else { throw OutputFile.failure(path) }
      return
    }
    mode = exists ? status.st_mode & 0o7777 : OutputFile.defaultMode()
    target = exists ? OutputFile.resolved(path) : path
    let (folder, name) = OutputFile.split(target)
    if name.isEmpty { throw .unwritable(file: path, reason: "the path names no file") }
    // A short name: the whole one with a suffix might exceed the system's limit.
    var template = (FileName.bytes("\(folder).\(name.prefix(32)).XXXXXX") + [0]).map {
      CChar(bitPattern: $0)
    }
    descriptor = mkstemp(&template)
    temporary = template
    guard descriptor >= 0 else { throw OutputFile.failure(path) }
  }

  deinit { discard() }

  /// Adds bytes at the end.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = writeSome(descriptor, rest)
      guard count > 0 else { throw OutputFile.failure(path) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Puts the file in its place.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason; what was at its place is still there then.
  public func commit() throws(FileError) {
    guard let temporary else {
      defer { descriptor = -1 }
      guard close(descriptor) == 0 else { throw OutputFile.failure(path) }
      return
    }
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      throw OutputFile.failure(path)
    }
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isClosed, FileName.withPath(target, { rename(temporary, $0) }) == 0 else {
      let error = OutputFile.failure(path)
      unlink(temporary)
      throw error
    }
    OutputFile.syncFolder(OutputFile.split(target).folder)
  }

  /// Lets go of what was written; what was at its place is still there.
  public func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    if let temporary { unlink(temporary) }
  }

  private static func failure(_ path: String) -> FileError {
    .unwritable(file: path, reason: systemMessage(errno))
  }

  private static func split(_ path: String) -> (folder: String, name: Substring) {
    path.lastIndex(of: "/").map { (String(path[...$0]), path[path.index(after: $0)...]) }
      ?? ("./", path[...])
  }

  /// The rename itself must survive a power cut; some file systems cannot sync folders, so what
  /// this returns is not looked at.
  private static func syncFolder(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  private static func resolved(_ path: String) -> String {
    guard let real = FileName.withPath(path, { realpath($0, nil) }) else { return path }
    defer { free(real) }
    return FileName.string(UnsafeRawBufferPointer(start: real, count: strlen(real)))
  }

  /// What `open` would give a new file. The mask can only be read by setting it.
  private static func defaultMode() -> mode_t {
    let mask = umask(0o077)
    umask(mask)
    return 0o666 & ~mask
  }
}

/// `write(2)`, again where a signal interrupted it.
private func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  while true {
    let count = write(descriptor, bytes.baseAddress, bytes.count)
    if count >= 0 || errno != EINTR { return count }
  }
}
