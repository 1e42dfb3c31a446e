import Training

/// Shows how a training run goes: a bar on a terminal, one line an epoch everywhere.
public final class ProgressReporter {
  private let console: Console
  private let epochs: Int
  private let start = ContinuousClock.now
  private var epochStart = ContinuousClock.now
  private var samples = 0
  private var firstStep = 0
  private var firstEpoch = 1
  private var lastShown = ContinuousClock.now

  /// A reporter for a run of so many epochs.
  public init(console: Console, epochs: Int) {
    self.console = console
    self.epochs = epochs
  }

  /// Shows one event.
  public func show(_ event: TrainingEvent) {
    switch event {
    case .started(let epoch, let step, _):
      (firstEpoch, firstStep) = (epoch, step)
      if epoch > 1 || step > 0 { console.remark("resumed in epoch \(epoch), after step \(step)") }
    case .stepped(let epoch, let step, let total, let count, let loss):
      showStep(epoch, step, total, count, loss)
    case .finishedEpoch(let record, let isBest):
      if console.showsProgress { console.rewriteLine("") }
      console.remark(line(record, isBest))
      (samples, epochStart, firstStep) = (0, .now, 0)
    case .stopped(.interrupted):
      if console.showsProgress { console.rewriteLine("") }
      console.remark("stopped; the same command with --resume goes on from here")
    case .stopped(.patience(let epochs)):
      console.remark("stopped: no better figure for \(epochs) epochs")
    }
  }

  private func showStep(_ epoch: Int, _ step: Int, _ total: Int, _ count: Int, _ loss: Double) {
    samples += count
    guard console.showsProgress, ContinuousClock.now - lastShown > .milliseconds(100) else {
      return
    }
    lastShown = .now
    let width = 24
    let filled = total == 0 ? width : step * width / total
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let seconds = (ContinuousClock.now - epochStart).seconds
    let done = Double((epoch - firstEpoch) * total + step - firstStep)
    let remaining = Double((epochs - epoch) * total + total - step)
    let left = (ContinuousClock.now - start).seconds / max(done, 1) * remaining
    console.rewriteLine(
      "epoch \(epoch)/\(epochs) \(bar) loss \(loss.rounded(places: 4))  "
        + "\(Int(Double(samples) / max(seconds, 1e-6)))/s  \(ProgressReporter.duration(left)) left")
  }

  private func line(_ record: EpochRecord, _ isBest: Bool) -> String {
    func list(_ metrics: [Metric]) -> String {
      metrics.map { "\($0.name) \($0.value.rounded(places: 4))" }.joined(separator: ", ")
    }
    if record.epoch == 0 { return "before any epoch  validation: \(list(record.validation))" }
    return "epoch \(record.epoch)/\(epochs)  \(ProgressReporter.duration(record.seconds))  "
      + "training: \(list(record.training))  validation: \(list(record.validation))"
      + (isBest ? "  (best)" : "")
  }

  /// Seconds as people read them: 12.3 s, 4 min 5 s, 2 h 3 min.
  static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return "\(seconds.rounded(places: 1)) s" }
    let whole = Int(seconds)
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

extension Duration {
  /// The whole length in seconds.
  public var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

extension Double {
  /// Rounded to so many decimal places.
  public func rounded(places: Int) -> Double {
    let factor = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
    return (self * factor).rounded() / factor
  }
}
