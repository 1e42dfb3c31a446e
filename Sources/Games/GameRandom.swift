/// A seeded stream of random numbers small enough to be part of a game's state: SplitMix64 (Steele et al. 2014).
public struct GameRandom: RandomNumberGenerator, Sendable, Equatable {
  /// All there is to remember: a stream goes on from it.
  public private(set) var state: UInt64

  /// The stream that belongs to a seed, or the rest of one that was in this state.
  public init(seed: UInt64) { state = seed }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A whole number in 0..<bound.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "index(below:): \(bound) leaves no choice")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in 0..<1.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// True with this probability.
  public mutating func chance(_ probability: Float) -> Bool { uniform() < probability }

  /// True half of the time.
  public mutating func coin() -> Bool { next() >> 63 == 1 }
}
