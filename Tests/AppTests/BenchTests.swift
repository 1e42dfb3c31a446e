import Files
import Foundation
import TestSupport
import Testing

@Suite struct BenchTests {
  /// The processes whose command line has these words.
  private func processes(with words: [String]) throws -> [String] {
    try InputFile.list("/proc").filter { name in
      guard name.allSatisfy(\.isNumber),
        let bytes = try? InputFile.read("/proc/\(name)/cmdline", limit: 1 << 16)
      else { return false }
      let arguments = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.allSatisfy { arguments.contains($0) }
    }
  }

  /// However it is stopped, nothing goes on computing.
  @Test(
    .enabled(if: InputFile.exists("/proc/self/cmdline"), "no /proc"), arguments: [SIGINT, SIGKILL])
  func theChildEndsWithItsParent(signal: Int32) throws {
    let seconds = signal == SIGINT ? "3333" : "3334"  // by which the child is found
    let words = ["--in-process", "\(seconds).0"]
    let terminal = try PseudoTerminal(.bench, ["lenet5-infer", "--secs", seconds])
    let deadline = Date(timeIntervalSinceNow: 60)
    while try processes(with: words).isEmpty {
      try #require(Date() < deadline, "no child was started")
      usleep(5000)
    }
    if signal == SIGINT { terminal.type("\u{3}") } else { terminal.signal(signal) }
    #expect(try terminal.end() == 1000 + signal)
    while try !processes(with: words).isEmpty {
      try #require(Date() < deadline, "the child goes on")
      usleep(5000)
    }
  }

  @Test func theBestPeerOfSeveralFilesCounts() throws {
    let folder = try TemporaryFolder()
    func line(_ mode: String, _ rate: Int) -> String {
      #"{"workload": "lenet5-infer", "mode": "\#(mode)", "samples_per_s": \#(rate)}"#
    }
    let one = try folder.write(line("eager", 10) + "\n" + line("bf16", 20), to: "torch.jsonl")
    let other = try folder.write("noise\n" + line("openvino", 15), to: "others.jsonl")
    let options = ["lenet5-infer", "--secs", "0.01", "--threads", "1", "--quiet"]
    let result = try Program.bench(options + ["--compare", other, "--compare", one])
    #expect(result.code == 0, "\(result)")
    let cells = result.outputLines[1].split(separator: " ").map(String.init)
    #expect(cells.count == 7 && cells[4] == "20.0" && cells[6] == "bf16", "\(result.output)")
    let empty = try folder.write("{}", to: "empty.jsonl")
    let refused = try Program.bench(options + ["--compare", one, "--compare", empty])
    #expect(refused.failedPolitely && refused.errors.contains("empty.jsonl: no line like"))
  }
}
