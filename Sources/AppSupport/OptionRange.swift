import ArgumentParser

extension ClosedRange {
  /// Refuses an option's value outside this range; an option that was not given is left alone.
  ///
  /// - Throws: `ValidationError`, one sentence naming the option, the range and the value.
  public func check(_ option: String, _ value: Bound?) throws {
    if let value, !contains(value) {
      throw ValidationError(
        "\(option) is between \(lowerBound) and \(upperBound), not \(value)")
    }
  }
}
