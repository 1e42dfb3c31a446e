/// How far a run is: what a checkpoint keeps besides tensors.
struct TrainingProgress: Codable {
  /// Finished epochs.
  var epoch = 0
  /// Finished steps of the current epoch.
  var step = 0
  /// Seconds spent so far.
  var seconds = 0.0
  /// Samples and sums of the current epoch.
  var sampleCount = 0
  var sums: [String: Double] = [:]
  var history: [EpochRecord] = []
  var best: Best?

  struct Best: Codable {
    var epoch: Int
    var value: Double
  }

  /// Whether a run can be there: the counts are no damage.
  var isPossible: Bool {
    [epoch, step, sampleCount].allSatisfy { (0...1 << 40).contains($0) }
      && history.last?.epoch ?? 0 == epoch && history.count - epoch <= 1
  }

  mutating func add(_ report: StepReport) {
    sampleCount += report.sampleCount
    sums.merge(report.sums, uniquingKeysWith: +)
  }

  func mean(_ name: String) -> Double { (sums[name] ?? 0) / Double(max(sampleCount, 1)) }

  var means: [Metric] { sums.keys.sorted().map { Metric($0, mean($0)) } }

  func isBest(_ metrics: [Metric], _ monitor: Monitor) -> Bool {
    guard let value = metrics.first(where: { $0.name == monitor.metric })?.value else {
      return false
    }
    guard let best else { return true }
    switch monitor.choice {
    case .highest: return value > best.value
    case .lowest: return value < best.value
    case .last: return true
    }
  }

  mutating func finishEpoch(_ record: EpochRecord, isBest: Bool, _ monitor: Monitor) {
    epoch = record.epoch
    step = 0
    sampleCount = 0
    sums = [:]
    history.append(record)
    if isBest, let value = record.validation.first(where: { $0.name == monitor.metric })?.value {
      best = Best(epoch: epoch, value: value)
    }
  }
}
