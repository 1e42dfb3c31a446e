import Foundation

/// Python, where there is one: tests compare with its libraries and are skipped without them.
public enum Python {
  /// Why a script did not end well.
  public struct Failure: Error, CustomStringConvertible {
    /// What it wrote to standard error.
    public let description: String
  }

  /// Whether a Python with these modules is at hand: `python3`, or the one that `PYTHON` names.
  public static func hasModules(_ names: String...) -> Bool {
    (try? run("import " + names.joined(separator: ", "))) != nil
  }

  /// Runs a script and returns what it prints.
  public static func run(_ script: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
    process.arguments = [python, "-c", script] + arguments
    let folder = try TemporaryFolder()
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: folder.write("", to: "output")))
    process.standardError = try FileHandle(
      forWritingTo: URL(fileURLWithPath: folder.write("", to: "errors")))
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: String(decoding: try folder.bytes("errors"), as: UTF8.self))
    }
    return String(decoding: try folder.bytes("output"), as: UTF8.self)
  }
}
