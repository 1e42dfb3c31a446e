import Foundation

/// One of the built executables, run as a user would run it.
struct Program {
  let path: String

  static let classify = Program(path: "\(folder)/classify")
  static let detect = Program(path: "\(folder)/detect")
  static let colorize = Program(path: "\(folder)/colorize")
  static let handwrite = Program(path: "\(folder)/handwrite")
  static let translate = Program(path: "\(folder)/translate")
  static let chat = Program(path: "\(folder)/chat")

  /// What a run left behind.
  struct Outcome {
    /// The exit code, or the number of the signal that ended it.
    let code: Int32
    let wasKilled: Bool
    let output: String
    let errors: String

    var outputLines: [String] { output.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

    /// Failed as an application should: exit 1, each remark one sentence, no trap.
    var failedPolitely: Bool {
      code == 1 && !wasKilled && !errorLines.isEmpty
        && errorLines.allSatisfy { $0.hasPrefix("Error: ") || $0.hasPrefix("Note: ") }
    }
  }

  /// How a run is made other than by its arguments.
  struct Setting {
    /// The file that is standard input.
    var input = "/dev/null"
    var directory: String?
    var environment: [String: String] = [:]
    /// Shell commands before the program takes the shell's place.
    var shell: String?
    var timeoutSeconds = 120.0
    /// Asked while it runs with what it has written to standard error; true sends a signal, once.
    var interrupts: ((String) -> Bool)?
    /// The signal.
    var signal = SIGINT
  }

  struct TimedOut: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder of the executables: that of the test bundle.
  static let folder: String = {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
      return bundle?.bundleURL.deletingLastPathComponent().path ?? "."
    #else
      return Bundle.main.bundleURL.path
    #endif
  }()

  /// The package's own folder.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @discardableResult
  func callAsFunction(_ arguments: [String], _ setting: Setting = Setting()) throws -> Outcome {
    let process = Process()
    if let shell = setting.shell {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = ["-c", shell + "; exec \"$0\" \"$@\"", path] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
    }
    if let directory = setting.directory {
      process.currentDirectoryURL = URL(fileURLWithPath: directory)
    }
    process.environment = ProcessInfo.processInfo.environment
      .merging(setting.environment) { $1 }
    process.standardInput = try FileHandle(
      forReadingFrom: URL(fileURLWithPath: setting.input))
    return try Program.finish(process, setting)
  }

  /// Both streams are drained while the process runs, whatever it writes.
  private static func finish(_ process: Process, _ setting: Setting) throws -> Outcome {
    let output = Drain()
    let errors = Drain()
    process.standardOutput = output.pipe
    process.standardError = errors.pipe
    try withAllSignals { try process.run() }
    let deadline = Date(timeIntervalSinceNow: setting.timeoutSeconds)
    var interrupts = setting.interrupts
    while process.isRunning {
      if interrupts?(errors.text) == true {
        interrupts = nil
        kill(process.processIdentifier, setting.signal)
      }
      guard Date() < deadline else {
        kill(process.processIdentifier, SIGKILL)
        throw TimedOut(
          description: "\(process.arguments ?? []) did not end; it wrote: \(errors.text)")
      }
      usleep(2000)
    }
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: output.wholeText, errors: errors.wholeText)
  }
}

/// A process inherits the signals that its parent's thread blocks, and a test's thread may block all.
private func withAllSignals(_ body: () throws -> Void) rethrows {
  var all = sigset_t()
  var old = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_UNBLOCK, &all, &old)
  defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
  try body()
}

/// Reads a pipe on a thread of its own until its end.
private final class Drain: @unchecked Sendable {  // `bytes` is touched under `lock` alone
  let pipe = Pipe()
  private let lock = NSLock()
  private let end = DispatchSemaphore(value: 0)
  private var bytes = Data()

  init() {
    let handle = pipe.fileHandleForReading
    Thread.detachNewThread { [self] in
      while case let part = handle.availableData, !part.isEmpty {
        lock.withLock { bytes.append(part) }
      }
      end.signal()
    }
  }

  /// What was read so far.
  var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// All there was, once the process has ended.
  var wholeText: String {
    _ = end.wait(timeout: .now() + 10)
    return text
  }
}
