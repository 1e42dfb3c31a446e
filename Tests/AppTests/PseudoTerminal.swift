import Foundation

/// A program in a terminal of its own, with somebody who types and looks.
final class PseudoTerminal: @unchecked Sendable {  // `bytes` is touched under `lock` alone
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private var master: Int32
  /// Kept open, so that the settings can be read once the program is gone.
  private var slave: Int32
  private var process: pid_t = 0
  private let lock = NSLock()
  private var bytes: [UInt8] = []

  init(
    _ program: Program, _ arguments: [String], columns: Int = 80, rows: Int = 24,
    environment: [String: String] = ["TERM": "xterm-256color"]
  ) throws {
    (master, slave) = (-1, -1)
    guard openpty(&master, &slave, nil, nil, nil) == 0, let name = ttyname(slave) else {
      throw Failure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    let path = String(cString: name)
    resize(columns: columns, rows: rows)
    try spawn(program.path, arguments, path, environment)
    let master = master
    Thread.detachNewThread { [weak self] in
      var buffer = [UInt8](repeating: 0, count: 65536)
      while case let count = read(master, &buffer, buffer.count), count > 0 {
        guard let self else { return }
        lock.withLock { bytes += buffer[..<count] }
      }
    }
  }

  deinit {
    if process > 0 { kill(process, SIGKILL) }
    hangUp()
  }

  /// The program becomes the leader of a session whose terminal this is.
  private func spawn(
    _ program: String, _ arguments: [String], _ terminal: String, _ environment: [String: String]
  ) throws {
    var attributes = posix_spawnattr_t()
    var actions = posix_spawn_file_actions_t()
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID, which Swift does not import
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    posix_spawn_file_actions_addclose(&actions, master)
    posix_spawn_file_actions_addclose(&actions, slave)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    var settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if environment["COLORTERM"] == nil { settings["COLORTERM"] = nil }
    var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup("\($0)=\($1)") }
    variables.append(nil)
    defer { for text in words + variables { free(text) } }
    let code = posix_spawn(&process, program, &actions, &attributes, words, variables)
    guard code == 0 else { throw Failure(description: String(cString: strerror(code))) }
  }

  /// All that was written so far.
  var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// The terminal's settings: modes and special keys.
  var settings: [UInt8] {
    var settings = termios()
    tcgetattr(slave, &settings)
    return withUnsafeBytes(of: &settings) { Array($0) }
  }

  func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// Closes the terminal as a closed window does.
  func hangUp() {
    for descriptor in [slave, master] where descriptor >= 0 { close(descriptor) }
    (slave, master) = (-1, -1)
  }

  /// Waits until something was written after the first `start` bytes of text.
  @discardableResult
  func wait(for words: String, after start: Int = 0) throws -> Int {
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline {
      let now = text.utf8.dropFirst(start)
      if String(decoding: Array(now), as: UTF8.self).contains(words) { return text.utf8.count }
      usleep(5000)
    }
    throw Failure(description: "'\(words)' did not come; there was \(text.suffix(500))")
  }

  /// Waits for the end: the exit code, or 1000 and the signal that ended it.
  func end() throws -> Int32 {
    let deadline = Date(timeIntervalSinceNow: 60)
    var status: Int32 = 0
    while Date() < deadline {
      if waitpid(process, &status, WNOHANG) == process {
        process = 0
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 1000 + status & 0x7F
      }
      usleep(5000)
    }
    throw Failure(description: "the program did not end; it wrote \(text.suffix(500))")
  }
}
