import Platform

/// A seeded stream of random numbers: xoshiro256++ (Blackman & Vigna 2019), seeded by SplitMix64.
///
/// Whoever needs randomness is given one of these, so that the same seed gives the same run.
public final class RandomSource: RandomNumberGenerator {
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// The generator's four words: what a checkpoint keeps.
  public var state: [UInt64] {
    get { [words.0, words.1, words.2, words.3] }
    set {
      precondition(newValue.count == 4, "RandomSource: \(newValue.count) words, expected 4")
      words = (newValue[0], newValue[1], newValue[2], newValue[3])
    }
  }

  /// The stream that belongs to a seed, and for one seed to each of many stream numbers.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var word = seed &+ stream &* 0xD1B5_4A32_D192_ED03
    words = (
      RandomSource.splitMix(&word), RandomSource.splitMix(&word), RandomSource.splitMix(&word),
      RandomSource.splitMix(&word)
    )
  }

  private static func splitMix(_ word: inout UInt64) -> UInt64 {
    word &+= 0x9E37_79B9_7F4A_7C15
    var mixed = word
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 64 random bits.
  public func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    var (a, b, c, d) = words
    let result = rotate(a &+ d, 23) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 45)
    words = (a, b, c, d)
    return result
  }

  /// A number in 0..<1.
  public func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// A number in the range, its upper end excluded.
  public func uniform(_ range: Range<Float>) -> Float {
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    return min(value, range.upperBound.nextDown)  // rounding may have reached the end
  }

  /// A whole number in 0..<bound.
  public func index(below bound: Int) -> Int {
    precondition(bound > 0, "index(below:): \(bound) leaves no choice")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A normally distributed number with mean 0 and deviation 1 (Box & Muller 1958).
  public func normal() -> Float {
    let radius = (-2 * log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
    return Float(radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53))
  }

  /// The numbers 0..<count in random order (Fisher & Yates).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }
}

extension Tensor {
  /// Independent numbers, uniform in the range.
  public static func uniform(
    _ shape: Shape, in range: Range<Float> = 0..<1, using random: RandomSource
  ) -> Tensor {
    Tensor(shape: shape) { buffer in
      for index in buffer.indices { buffer[index] = random.uniform(range) }
    }
  }

  /// Independent normal numbers.
  public static func normal(
    _ shape: Shape, mean: Float = 0, deviation: Float = 1, using random: RandomSource
  ) -> Tensor {
    Tensor(shape: shape) { buffer in
      for index in buffer.indices { buffer[index] = mean + deviation * random.normal() }
    }
  }
}

extension RandomSource {
  /// A number of the Beta distribution with both parameters α, 0 < α ≤ 1 (Jöhnk 1964).
  public func beta(_ alpha: Float) -> Float {
    precondition(alpha > 0 && alpha <= 1, "beta: α is above 0 and at most 1, not \(alpha)")
    while true {
      let (x, y) = (pow(uniform(), 1 / alpha), pow(uniform(), 1 / alpha))
      if x + y > 0 && x + y <= 1 { return x / (x + y) }
    }
  }
}
