import Platform

/// Files that are replaced as a whole or not at all.
public enum AtomicFile {
  /// Writes bytes to a path: temporary file beside it, sync, rename.
  ///
  /// A kill or a full disk at any moment leaves the old file or the new one. A symbolic link is
  /// followed, the permissions of an existing file are kept, and a device or a pipe such as
  /// `/dev/stdout` is written to and not replaced.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(FileError) {
    do {
      if let done = bytes.withContiguousStorageIfAvailable({ buffer in
        Result { try replace(path, with: UnsafeRawBufferPointer(buffer)) }
      }) {
        try done.get()
      } else {
        try Array(bytes).withUnsafeBytes { try replace(path, with: $0) }
      }
    } catch let failure as SystemFailure {
      throw .unwritable(file: path, reason: failure.reason)
    } catch {
      throw .unwritable(file: path, reason: "\(error)")
    }
  }

  /// Writes text as UTF-8 to a path, in the same way.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// What the system said.
  private struct SystemFailure: Error {
    let reason: String
    static var current: SystemFailure { SystemFailure(reason: systemMessage(errno)) }
  }

  private static func replace(_ path: String, with bytes: UnsafeRawBufferPointer) throws {
    var status = stat()
    var target = path
    var mode: mode_t?
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        mode = status.st_mode & 0o7777
        target = resolved(path)
      case S_IFDIR:
        throw SystemFailure(reason: "a folder is in its place")
      default:
        return try writeThrough(path, bytes)
      }
    }
    try writeBeside(target, bytes, mode: mode ?? defaultMode())
  }

  private static func writeBeside(
    _ target: String, _ bytes: UnsafeRawBufferPointer, mode: mode_t
  ) throws {
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { String(target[...$0]) } ?? "./"
    let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
    if name.isEmpty { throw SystemFailure(reason: "the path names no file") }
    // A short name: the whole one with a suffix might exceed the system's limit.
    var template = Array("\(folder).\(name.prefix(32)).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw SystemFailure.current }
    do {
      try writeAll(descriptor, bytes)
      guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
        throw SystemFailure.current
      }
    } catch {
      close(descriptor)
      unlink(template)
      throw error
    }
    guard close(descriptor) == 0, rename(template, target) == 0 else {
      let failure = SystemFailure.current
      unlink(template)
      throw failure
    }
    syncFolder(folder)
  }

  private static func writeThrough(_ path: String, _ bytes: UnsafeRawBufferPointer) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure.current }
    defer { close(descriptor) }
    try writeAll(descriptor, bytes)
  }

  private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = writeSome(descriptor, part)
      guard count > 0 else { throw SystemFailure.current }
      rest = rest.dropFirst(count)
    }
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
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
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
