import Platform
import TensorCore

/// What one workload reached.
struct WorkloadResult: Codable, Sendable {
  /// The workload's name.
  let workload: String
  /// Samples a second: of the median step.
  let samplesPerSecond: Double
  /// 10⁹ multiplications and additions a second.
  let gigaflops: Double
  /// The most memory that the process ever held, in MB.
  let peakMegabytes: Double
  /// How often the memory pool asked the system during the measured steps.
  let systemAllocations: Int
  /// How many steps were measured.
  let stepCount: Int
  /// Threads that computed.
  let threads: Int

  enum CodingKeys: String, CodingKey {
    case workload
    case samplesPerSecond = "samples_per_s"
    case gigaflops = "gflops"
    case peakMegabytes = "peak_mb"
    case systemAllocations = "system_allocations"
    case stepCount = "steps"
    case threads
  }

  /// Measures the median step over at least `seconds` after a warm-up of three.
  init(_ maker: WorkloadMaker, seconds: Double, seed: UInt64) {
    let workload = maker.make(RandomSource(seed: seed))
    for _ in 0..<3 { workload.step() }
    let allocations = MemoryPool.statistics.systemAllocations
    var times: [Double] = []
    times.reserveCapacity(100_000)
    let start = ContinuousClock.now
    while WorkloadResult.seconds(since: start) < seconds || times.count < 5 {
      let begin = ContinuousClock.now
      workload.step()
      times.append(WorkloadResult.seconds(since: begin))
    }
    let median = times.sorted()[times.count / 2]
    self.workload = maker.name
    samplesPerSecond = Double(workload.sampleCount) / median
    gigaflops = workload.gigaOperations / median
    peakMegabytes = WorkloadResult.peakMegabytes()
    systemAllocations = MemoryPool.statistics.systemAllocations - allocations
    stepCount = times.count
    threads = Runtime.threadCount
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  private static func peakMegabytes() -> Double {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) / 1024
    #endif
  }
}
