/// Where the time of learning goes.
public struct TimeSplit: Sendable, Codable, Equatable {
  /// Seconds in the rules of the game and in drawing it.
  public var game = 0.0
  /// Seconds in choosing actions.
  public var acting = 0.0
  /// Seconds in drawing batches from the replay buffer.
  public var replay = 0.0
  /// Seconds in the network's updates.
  public var network = 0.0

  /// Nothing yet.
  public init() {}

  /// All together.
  public var total: Double { game + acting + replay + network }

  /// The parts as people read them.
  public var description: String {
    func share(_ seconds: Double) -> String {
      "\(Int((seconds / max(total, 1e-9) * 1000).rounded()))".tenths + " %"
    }
    return "game \(share(game)), acting \(share(acting)), replay \(share(replay)), "
      + "network \(share(network))"
  }

  /// Adds the time of `body` to a part.
  mutating func measure<R>(_ part: WritableKeyPath<TimeSplit, Double>, _ body: () throws -> R)
    rethrows -> R
  {
    let start = ContinuousClock.now
    defer {
      let (seconds, attoseconds) = (ContinuousClock.now - start).components
      self[keyPath: part] += Double(seconds) + Double(attoseconds) * 1e-18
    }
    return try body()
  }
}

extension String {
  /// 123 → 12.3.
  fileprivate var tenths: String {
    let digits = count < 2 ? String(repeating: "0", count: 2 - count) + self : self
    return digits.dropLast() + "." + digits.suffix(1)
  }
}
