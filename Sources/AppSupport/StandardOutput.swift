import Files
import Platform

/// Standard output, of which nothing is lost unnoticed: what cannot be written ends the program.
public enum StandardOutput {
  /// Writes all bytes. Where that fails the program ends: with 1 and one sentence on standard error, or in silence with 141,
  /// as SIGPIPE would have ended it, where nobody reads on.
  public static func write(_ bytes: UnsafeRawBufferPointer) {
    let code = writeAll(bytes, to: STDOUT_FILENO)
    if code != 0 { end(code) }
  }

  /// Writes text as UTF-8, names of files as the system has them.
  static func write(_ text: String) {
    FileName.bytes(text).withUnsafeBytes { write($0) }
  }

  /// To be called before anything is printed.
  ///
  /// What the C library and ArgumentParser's `--help` keep back until the end is looked at as well, and no file is
  /// ever opened in the place of a standard stream that was closed (`>&-`), where it would receive what is printed.
  static func watch() {
    // Opened the other way round, so that it fails as a closed stream does.
    for (stream, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY)]
    where fcntl(stream, F_GETFD) < 0 {
      _ = open("/dev/null", mode)
    }
    if fcntl(STDERR_FILENO, F_GETFD) < 0 { _ = open("/dev/null", O_WRONLY) }
    atexit { if fflush(nil) != 0 { StandardOutput.end(errno, isExiting: true) } }
  }

  /// Writes all bytes, again where a signal interrupted it, and waits where a pipe is full.
  ///
  /// - Returns: 0 or the system's error number.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var rest = bytes
    while !rest.isEmpty {
      let count = writeBytes(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if count < 0 && errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else if count < 0 && errno != EINTR {
        return errno
      }
    }
    return 0
  }

  private static func end(_ code: Int32, isExiting: Bool = false) -> Never {
    TerminalRescue.restore()
    let status: Int32 = code == EPIPE ? 141 : 1
    if code != EPIPE {
      let reason =
        code == EBADF
        ? "it is closed" : strerror(code).map { String(cString: $0) } ?? "error \(code)"
      Console().failure("standard output: \(reason)")
    }
    // `exit` must not be called by what it calls itself.
    if isExiting { _exit(status) }
    exit(status)
  }
}

/// `write(2)` under a name that a method does not hide.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
