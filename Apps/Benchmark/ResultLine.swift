import AppSupport
import Files
import Foundation
import Platform

/// The best rate of each workload in a file of a peer's lines.
struct PeerRates {
  private(set) var best: [String: Double] = [:]

  private struct Line: Decodable {
    let workload: String
    let samples_per_s: Double?
  }

  struct NoLines: DescribedError {
    let file: String
    var description: String {
      "\(file): no line like {\"workload\": …, \"mode\": …, \"samples_per_s\": …}"
    }
  }

  init(contentsOf path: String) throws {
    let text = String(decoding: try InputFile.read(path, limit: 1 << 24), as: UTF8.self)
    for line in text.split(whereSeparator: \.isNewline) {
      guard let entry = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
        let rate = entry.samples_per_s, rate > 0
      else { continue }
      best[entry.workload] = max(best[entry.workload] ?? 0, rate)
    }
    guard !best.isEmpty else { throw NoLines(file: path) }
  }
}

/// The table that `bench` prints, a line as soon as it is known.
enum ResultLine {
  private static let widths = [18, 12, 10, 10]

  static func header(comparing: Bool, _ verbose: Bool) -> String {
    padded(["workload", "samples/s", "GFLOP/s", "peak MB"])
      + (comparing ? right("peer", 12) + right("ratio", 8) : "")
      + (verbose ? right("steps", 8) + right("threads", 9) + right("system allocations", 20) : "")
  }

  static func text(_ result: WorkloadResult, peer: Double?, comparing: Bool, _ verbose: Bool)
    -> String
  {
    var line = padded([
      result.workload, number(result.samplesPerSecond), number(result.gigaflops),
      number(result.peakMegabytes),
    ])
    if comparing {
      line += right(peer.map(number) ?? "-", 12)
      line += right(peer.map { number(result.samplesPerSecond / $0) } ?? "-", 8)
    }
    if verbose {
      line += right("\(result.stepCount)", 8) + right("\(result.threads)", 9)
      line += right("\(result.systemAllocations)", 20)
    }
    return line
  }

  private static func number(_ value: Double) -> String {
    value >= 1000 ? String(Int(value.rounded())) : String(value.rounded(places: value < 10 ? 2 : 1))
  }

  private static func padded(_ cells: [String]) -> String {
    zip(cells, widths).enumerated().map { index, cell in
      index == 0
        ? cell.0 + String(repeating: " ", count: max(cell.1 - cell.0.count, 1))
        : right(cell.0, cell.1)
    }.joined()
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 1)) + text
  }
}
