import AppSupport
import Files
import Foundation
import Platform

/// The best rate of each workload in files of peers' lines, and which mode of which peer it was.
struct PeerRates {
  /// A peer's rate.
  struct Best {
    let rate: Double
    let mode: String
  }

  private(set) var best: [String: Best] = [:]

  private struct Line: Decodable {
    let workload: String
    let mode: String?
    let samples_per_s: Double?
  }

  struct NoLines: DescribedError {
    let file: String
    var description: String {
      "\(file): no line like {\"workload\": …, \"mode\": …, \"samples_per_s\": …}"
    }
  }

  init(contentsOf paths: [String]) throws {
    for path in paths {
      let text = String(decoding: try InputFile.read(path, limit: 1 << 24), as: UTF8.self)
      var isFound = false
      for line in text.split(whereSeparator: \.isNewline) {
        guard let entry = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
          let rate = entry.samples_per_s, rate > 0
        else { continue }
        isFound = true
        if rate > best[entry.workload]?.rate ?? 0 {
          best[entry.workload] = Best(rate: rate, mode: entry.mode ?? "")
        }
      }
      if !isFound { throw NoLines(file: path) }
    }
  }
}

/// The table that `bench` prints, a line as soon as it is known.
enum ResultLine {
  private static let widths = [18, 12, 10, 10]

  static func header(comparing: Bool, _ verbose: Bool) -> String {
    padded(["workload", "samples/s", "GFLOP/s", "peak MB"])
      + (comparing ? right("best peer", 12) + right("ratio", 8) + right("its mode", 15) : "")
      + (verbose ? right("steps", 8) + right("threads", 9) + right("system allocations", 20) : "")
  }

  static func text(
    _ result: WorkloadResult, peer: PeerRates.Best?, comparing: Bool, _ verbose: Bool
  )
    -> String
  {
    var line = padded([
      result.workload, number(result.samplesPerSecond), number(result.gigaflops),
      number(result.peakMegabytes),
    ])
    if comparing {
      line += right(peer.map { number($0.rate) } ?? "-", 12)
      line += right(peer.map { number(result.samplesPerSecond / $0.rate) } ?? "-", 8)
      line += right(peer?.mode ?? "-", 15)
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
