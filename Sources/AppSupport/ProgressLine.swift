/// A bar on a terminal that shows how much of some work is done; nothing elsewhere.
public struct ProgressLine {
  private let console: Console
  private let start = ContinuousClock.now
  private var lastShown = ContinuousClock.now

  /// A line that shows nothing as yet.
  public init(console: Console) { self.console = console }

  /// Shows the state of the work, ten times a second at most.
  ///
  /// - Parameters:
  ///   - done: how much is done.
  ///   - total: how much there is to do at most.
  ///   - unit: what is counted.
  ///   - note: what else is said.
  public mutating func show(_ done: Int, of total: Int, unit: String, note: () -> String) {
    guard console.showsProgress, ContinuousClock.now - lastShown > .milliseconds(100) else {
      return
    }
    lastShown = .now
    let seconds = (ContinuousClock.now - start).seconds
    let left = seconds / Double(max(done, 1)) * Double(max(total - done, 0))
    console.rewriteLine(
      "\(ProgressLine.bar(done, of: total)) \(done)/\(total) \(unit)  \(note())  "
        + "\(Int(Double(done) / max(seconds, 1e-6)))/s  \(ProgressReporter.duration(left)) left")
  }

  /// Clears the line.
  public func clear() {
    if console.showsProgress { console.rewriteLine("") }
  }

  /// A bar of 24 characters.
  static func bar(_ done: Int, of total: Int) -> String {
    let width = 24
    let filled = total == 0 ? width : min(max(done * width / total, 0), width)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }
}
