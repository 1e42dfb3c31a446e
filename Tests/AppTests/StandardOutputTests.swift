import Files
import Foundation
import TestSupport
import Testing

extension Program {
  static let bench = Program(path: "\(folder)/bench")
}

/// What is printed and cannot be written: nothing is lost unnoticed, whatever the program.
@Suite(.enabled(if: InputFile.exists("/dev/full"), "this system has no /dev/full"))
struct StandardOutputTests {
  /// A command of every program, some that print at once and some that print while they work.
  static let commands: [(Program, [String])] = [
    (.classify, ["\(DigitSet.folder)/5-red-marker.png"]),
    (.classify, ["\(DigitSet.folder)/5-red-marker.png", "--json"]), (.classify, ["info"]),
    (.classify, ["--help"]), (.translate, ["Hello."]), (.translate, ["Hello.", "--n-best", "2"]),
    (.translate, ["train", "--help"]), (.chat, ["Hello."]),
    (.chat, ["Hello.", "--candidates", "1"]), (.chat, ["--help"]), (.play, ["list"]),
    (.play, ["evaluate", "cartpole", "--random", "--episodes", "1", "--json"]),
    (.play, ["--help"]), (.bench, ["lenet5-infer", "--secs", "0.01", "--json", "--quiet"]),
    (.bench, ["lenet5-infer", "--secs", "0.01", "--quiet"]), (.bench, ["--help"]),
  ]

  private func setting(_ shell: String) -> Program.Setting {
    .init(environment: ["MODEL_ZOO_DATA": "\(Program.package)/Data"], shell: shell)
  }

  @Test(arguments: commands.indices)
  func aFullDiskIsNamed(index: Int) throws {
    let (program, arguments) = Self.commands[index]
    let outcome = try program(arguments, setting("exec >/dev/full"))
    #expect(outcome.code == 1 && !outcome.wasKilled, "\(arguments): \(outcome)")
    #expect(outcome.errors == "Error: standard output: No space left on device\n", "\(outcome)")
  }

  @Test(arguments: commands.indices)
  func aClosedStreamIsNamed(index: Int) throws {
    let (program, arguments) = Self.commands[index]
    let outcome = try program(arguments, setting("exec >&-"))
    #expect(outcome.code == 1 && !outcome.wasKilled, "\(arguments): \(outcome)")
    #expect(outcome.errors == "Error: standard output: it is closed\n", "\(outcome)")
  }

  /// SIGPIPE ends the program where nobody reads on; who ignores it gets the same code.
  @Test(arguments: commands.indices)
  func aClosedPipeIsSilent(index: Int) throws {
    let (program, arguments) = Self.commands[index]
    for trap in ["", "trap '' PIPE; "] {
      let outcome = try program(
        arguments, setting("\(trap)exec 3> >(exec 0<&-); sleep 0.05; exec >&3 3>&-"))
      #expect(outcome.code == (outcome.wasKilled ? SIGPIPE : 141), "\(arguments): \(outcome)")
      #expect(outcome.errors.isEmpty && outcome.output.isEmpty, "\(arguments): \(outcome)")
    }
  }

  @Test func whoReadsOneLineGetsIt() throws {
    let tiny = try TinyTranslator.shared.get()
    let text = try tiny.folder.write(
      String(repeating: "I see Tom.\n", count: 20_000), to: "long.txt")
    let outcome = try Program.translate(
      ["--weights", tiny.weights, "--file", text, "--beam", "1"],
      setting("set -o pipefail; \"$0\" \"$@\" | head -1; exit $?"))
    #expect(outcome.code == 141 && outcome.outputLines.count == 1, "\(outcome)")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
  }

  /// A disk of so many kilobytes: what fits is there, and the rest is missed.
  @Test func aDiskThatFillsUpIsNoticed() throws {
    let tiny = try TinyTranslator.shared.get()
    let text = try tiny.folder.write(
      String(repeating: "I see Tom.\n", count: 900), to: "text.txt")
    let out = tiny.folder.file("out.txt")
    let outcome = try Program.translate(
      ["--weights", tiny.weights, "--file", text, "--beam", "1"],
      setting("exec >'\(out)'; ulimit -f 8"))
    #expect(outcome.errors == "Error: standard output: File too large\n", "\(outcome)")
    #expect(outcome.code == 1 && !outcome.wasKilled)
    #expect(try tiny.folder.bytes("out.txt").count == 8192)
  }

  /// A full pipe that does not wait is waited for.
  @Test(.enabled(if: Python.hasModules("os"), "no Python here"))
  func aSlowReaderLosesNothing() throws {
    let script = """
      import os, subprocess, sys, time
      read, write = os.pipe()
      os.set_blocking(write, False)
      child = subprocess.Popen([sys.argv[1], "info"], stdout=write, env={**os.environ, "MODEL_ZOO_DATA": sys.argv[2]})
      filler = b"x" * 65536
      os.write(write, filler)
      os.close(write)
      time.sleep(0.5)
      data = b""
      while part := os.read(read, 65536): data += part
      print(child.wait(), data[65536:].decode().count("[28, 28, 1]"), end="")
      """
    let answer = try Python.run(
      script, [Program.classify.path, "\(Program.package)/Data"])
    #expect(answer == "0 1")
  }
}
