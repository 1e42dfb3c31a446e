import AppSupport
import ArgumentParser
import Foundation
import Platform
import TensorCore

@main
struct Bench: Application {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures training steps and inference of fifteen networks.",
    discussion: """
      Each workload runs in a process of its own: three steps to warm up, then steps for --secs \
      seconds. Printed are samples a second of the median step, 10⁹ multiplications and additions a \
      second of the matrix and convolution work (a training step is three times the forward pass), \
      and the most memory that the process held. A training step is: zero the gradients, forward, \
      loss, backward, clip where stated, optimizer update. Inputs are random and made once.

      --compare FILE puts the lines of peers' runs ({"workload", "mode", "samples_per_s"}) beside \
      ours; it may be repeated, and the best mode of all counts.

      WORKLOADS
      \(WorkloadMaker.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """)

  @Argument(help: "Workloads to run (default: all).")
  var workloads: [String] = []

  @Option(help: "Seconds to measure each workload.")
  var secs = 4.0

  @Option(help: "A file of peers' lines to compare with; may be repeated.")
  var compare: [String] = []

  @Flag(help: "Also print steps, threads and what the memory pool asked of the system.")
  var verbose = false

  @Flag(help: .hidden)
  var inProcess = false

  @Flag(help: .hidden)
  var endsWithInput = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard secs > 0, secs <= 3600 else {
      throw ValidationError("--secs is between 0 and 3600, not \(secs)")
    }
    for name in workloads where !WorkloadMaker.all.contains(where: { $0.name == name }) {
      let known = WorkloadMaker.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no workload '\(name)', only \(known)")
    }
  }

  func run() throws {
    let console = common.start()
    let chosen = WorkloadMaker.all.filter { workloads.isEmpty || workloads.contains($0.name) }
    if inProcess {
      if endsWithInput { Bench.endWithInput() }
      for maker in chosen {
        try console.result(json: WorkloadResult(maker, seconds: secs, seed: common.seed))
      }
      return
    }
    let peer = try compare.isEmpty ? nil : PeerRates(contentsOf: compare)
    console.remark(Runtime.libraries)
    var ratios: [Double] = []
    if !common.json { console.result(ResultLine.header(comparing: peer != nil, verbose)) }
    for maker in chosen {
      let result = try measureInChild(maker)
      let best = peer?.best[maker.name]
      if let best { ratios.append(result.samplesPerSecond / best.rate) }
      if common.json {
        try console.result(json: result)
      } else {
        console.result(ResultLine.text(result, peer: best, comparing: peer != nil, verbose))
      }
    }
    if !ratios.isEmpty, !common.json {
      let mean = exp(ratios.map { log($0) }.reduce(0, +) / Double(ratios.count))
      console.result("geometric mean of \(ratios.count) ratios: \(mean.rounded(places: 2))")
    }
  }

  /// Peak memory is a process's, so each workload has its own.
  private func measureInChild(_ maker: WorkloadMaker) throws -> WorkloadResult {
    let child = Process()
    child.executableURL = Bundle.main.executableURL
    child.arguments = [
      maker.name, "--in-process", "--ends-with-input", "--secs", String(secs), "--seed",
      String(common.seed), "--quiet",
    ]
    if let threads = common.threads { child.arguments? += ["--threads", String(threads)] }
    let pipe = Pipe()
    child.standardOutput = pipe
    // Nothing is ever written to it: it ends when this process does, whatever the reason, and then so does the child.
    let life = Pipe()
    child.standardInput = life
    try child.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    child.waitUntilExit()
    try? life.fileHandleForWriting.close()
    guard child.terminationStatus == 0 else { throw ChildFailure(workload: maker.name) }
    return try JSONDecoder().decode(WorkloadResult.self, from: data)
  }

  /// Ends this process when its standard input ends.
  private static func endWithInput() {
    Thread.detachNewThread {
      _ = FileHandle.standardInput.readDataToEndOfFile()
      _exit(1)
    }
  }

  struct ChildFailure: DescribedError {
    let workload: String
    var description: String { "the process that measured \(workload) failed" }
  }
}
