/// Round numbers along an axis.
struct AxisTicks: Equatable {
  /// The lowest and the highest number on the axis.
  let range: ClosedRange<Double>
  /// Multiples of 1, 2 or 5 times a power of ten inside the range.
  let values: [Double]
  /// Distance between two of them.
  let step: Double

  /// Chooses about `count` ticks for numbers from `low` to `high`.
  ///
  /// - Parameters:
  ///   - low: smallest number to show.
  ///   - high: largest number to show.
  ///   - count: how many ticks there is room for.
  ///   - isWhole: only whole numbers, for epochs and steps.
  ///   - extends: whether the range grows to the next ticks.
  init(from low: Double, to high: Double, count: Int, isWhole: Bool = false, extends: Bool = true) {
    var (low, high) = (min(low, high), max(low, high))
    if high - low <= max(abs(low), abs(high)) * 1e-9 {
      let margin = isWhole ? 1 : max(abs(low) * 0.1, 1e-6)
      (low, high) = (low - margin, high + margin)
    }
    let rough = (high - low) / Double(max(count, 1))
    let chosen = max(AxisTicks.roundStep(rough), isWhole ? 1 : 0)
    // A little slack, so that 0.3 / 0.1 counts as 3.
    let first = (low / chosen + (extends ? 1e-9 : -1e-9)).rounded(extends ? .down : .up)
    let last = (high / chosen + (extends ? -1e-9 : 1e-9)).rounded(extends ? .up : .down)
    step = chosen
    let steps = max(0, Int(last - first))
    values = (0...steps).map { (first + Double($0)) * chosen }
    range = extends ? (first * chosen)...(last * chosen) : low...high
  }

  /// Where a number lies on the axis, 0 (start) ... 1 (end).
  func share(of value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The text of each tick.
  var labels: [String] { values.map { NumberText.tick($0, step: step) } }

  /// The smallest of 1, 2, 5 times a power of ten that is not below a number.
  private static func roundStep(_ rough: Double) -> Double {
    guard rough.isFinite && rough > 0 else { return 1 }
    var power = 1.0
    while power > rough { power /= 10 }
    while power * 10 <= rough { power *= 10 }
    for factor in [1.0, 2, 5] where factor * power >= rough * (1 - 1e-9) { return factor * power }
    return 10 * power
  }
}
