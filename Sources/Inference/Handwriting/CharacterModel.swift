import Platform

/// How likely characters follow one another: counts of up to five in a row, each length mixed with the shorter ones by how many
/// different characters followed (Witten & Bell 1991).
public struct CharacterModel: Sendable {
  /// The number that stands before and after each text.
  public static let boundary: Int32 = 0
  private static let contextLimit = 4

  private struct Followers {
    var total: Float = 0
    var counts: [Int32: Float] = [:]

    mutating func add(_ number: Int32, _ count: Float) {
      total += count
      counts[number, default: 0] += count
    }
  }

  private var contexts: [UInt64: Followers] = [:]
  private let uniform: Double

  /// A model of texts as numbers below 65,536, and how often each stands.
  ///
  /// - Parameter characterCount: how many characters there are.
  public init(_ texts: [(numbers: [Int32], count: Float)], characterCount: Int) {
    uniform = 1 / Double(characterCount + 1)
    for (numbers, count) in texts {
      var before: [Int32] = [Self.boundary]
      for number in numbers + [Self.boundary] {
        for key in Self.keys(before[...]) {
          contexts[key, default: Followers()].add(number, count)
        }
        before = (before + [number]).suffix(Self.contextLimit)
      }
    }
  }

  /// The contexts of no, one, … characters before, as one number each.
  private static func keys(_ before: ArraySlice<Int32>) -> [UInt64] {
    var keys: [UInt64] = [0]
    for number in before.suffix(contextLimit).reversed() {
      // One more than the number, so that a boundary is not the lack of a character.
      keys.append((keys[keys.count - 1] << 16) | UInt64(UInt16(truncatingIfNeeded: number &+ 1)))
    }
    return keys
  }

  /// What each of some characters would add to the logarithm of a text's probability.
  ///
  /// - Parameter before: the whole text so far.
  public func logProbabilities(of numbers: [Int32], after before: [Int32]) -> [Double] {
    let start = before.count < Self.contextLimit ? [Self.boundary] : []
    let known = Self.keys((start + before.suffix(Self.contextLimit))[...])
      .compactMap { contexts[$0] }
    return numbers.map { number in
      var probability = uniform
      for followers in known {
        let distinct = Double(followers.counts.count)
        probability =
          (Double(followers.counts[number] ?? 0) + distinct * probability)
          / (Double(followers.total) + distinct)
      }
      return log(probability)
    }
  }

  /// The logarithm of a whole text's probability, its end included.
  public func logProbability(of numbers: [Int32]) -> Double {
    (numbers + [Self.boundary]).indices.reduce(0) { sum, place in
      let next = place < numbers.count ? numbers[place] : Self.boundary
      return sum + logProbabilities(of: [next], after: Array(numbers[..<place]))[0]
    }
  }
}
