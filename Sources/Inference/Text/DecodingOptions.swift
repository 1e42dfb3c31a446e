/// How sequences are searched for.
public struct DecodingOptions: Sendable, Equatable {
  /// How many unfinished sequences are kept; 1 is greedy search.
  public var beam = 5
  /// How much long sequences are favoured: scores are divided by ((5 + length) / 6)^α (Wu et al. 2016).
  public var lengthPenalty: Float = 1
  /// How much source tokens that were looked at too little cost (Wu et al. 2016, equation 14).
  public var coveragePenalty: Float = 0
  /// The most tokens that are written, given the length of the source.
  public var lengthLimit = LengthLimit(perSourceToken: 2, extra: 10)
  /// The fewest tokens that are written.
  public var minimumLength = 1
  /// No run of so many tokens is written twice; 0 for no limit.
  public var blockedRepetition = 0
  /// The token that begins what is written.
  public var start: Int32
  /// The token that ends it.
  public var end: Int32
  /// Tokens that are written once at most.
  public var onceOnly: Set<Int32> = []
  /// Tokens that are never written.
  public var forbidden: [Int32] = []

  /// The most tokens that are written for a source.
  public struct LengthLimit: Sendable, Equatable {
    /// So many for each token of the source.
    public var perSourceToken: Double
    /// And so many more.
    public var extra: Int

    /// A limit that grows with the source.
    public init(perSourceToken: Double, extra: Int) {
      self.perSourceToken = perSourceToken
      self.extra = extra
    }

    /// The limit for a source of so many tokens.
    public func tokens(for sourceLength: Int) -> Int {
      max(1, Int(perSourceToken * Double(sourceLength)) + extra)
    }
  }

  /// Beam search between these two tokens.
  public init(start: Int32, end: Int32) {
    self.start = start
    self.end = end
  }
}

extension DecodingOptions {
  /// The end where it comes too early, and what would be written again but must not.
  func bannedTokens(after tokens: [Int32]) -> [Int32] {
    var banned = tokens.count < minimumLength ? [end] : []
    if !onceOnly.isEmpty { banned += tokens.filter(onceOnly.contains) }
    let length = blockedRepetition
    guard length > 0, tokens.count >= length else { return banned }
    let tail = Array(tokens.suffix(length - 1))
    for first in 0...(tokens.count - length)
    where Array(tokens[first..<(first + length - 1)]) == tail {
      banned.append(tokens[first + length - 1])
    }
    return banned
  }
}

/// A sequence that was written.
public struct Hypothesis: Sendable, Equatable {
  /// The tokens without start and end.
  public var tokens: [Int32]
  /// The sum of their log probabilities and that of the end.
  public var logProbability: Float
  /// The log probability, penalties applied: what hypotheses are ordered by.
  public var score: Float
  /// How much of each source token was looked at when each token was written; a last row belongs to the end.
  public var attention: [[Float]]
}
