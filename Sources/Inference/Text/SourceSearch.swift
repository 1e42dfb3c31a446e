import Foundation

/// The beam of one source.
struct SourceSearch {
  /// An unfinished sequence.
  private struct Beam {
    var tokens: [Int32]
    var logProbability: Float
    var attention: [[Float]]
  }

  private struct Candidate {
    let parent: Int
    let token: Int32
    let logProbability: Float
  }

  private let options: DecodingOptions
  private let limit: Int
  private let start: Int32
  private let forbidden: [Int32]
  private let required: Set<Int32>
  private var beams: [Beam]
  private var finished: [Hypothesis] = []

  init(
    _ options: DecodingOptions, sourceLength: Int, start: Int32, forbidden: [Int32],
    required: [Int32] = []
  ) {
    self.required = Set(required)
    self.options = options
    self.start = start
    self.forbidden = forbidden
    limit = options.lengthLimit.tokens(for: sourceLength)
    beams = [Beam(tokens: [], logProbability: 0, attention: [])]
  }

  /// What each beam wrote last.
  var lastTokens: [Int32] { beams.map { $0.tokens.last ?? start } }

  var isFinished: Bool { beams.isEmpty }

  /// What was found, best first.
  var hypotheses: [Hypothesis] { finished.sorted { $0.score > $1.score } }

  /// Writes one more token in each beam.
  ///
  /// - Returns: for each beam that goes on, the number of the one that it continues.
  mutating func advance(_ logProbabilities: Rows, attention: Rows) -> [Int] {
    let looks = beams.indices.map { Array(attention[$0]) }
    var next: [Beam] = []
    var parents: [Int] = []
    for candidate in candidates(logProbabilities) {
      var beam = beams[candidate.parent]
      beam.logProbability = candidate.logProbability
      beam.attention.append(looks[candidate.parent])
      if candidate.token == options.end {
        finish(beam)
      } else {
        beam.tokens.append(candidate.token)
        next.append(beam)
        parents.append(candidate.parent)
      }
      if next.count == options.beam { break }
    }
    if finished.count >= options.beam {
      (next, parents) = ([], [])
    } else if let length = next.first?.tokens.count, length >= limit {
      next.forEach { finish($0) }
      (next, parents) = ([], [])
    }
    beams = next
    return parents
  }

  /// The best continuations of all beams, best first: twice as many as beams, since those that end make room.
  private func candidates(_ logProbabilities: Rows) -> [Candidate] {
    let wanted = 2 * options.beam
    var best: [Candidate] = []
    for (parent, beam) in beams.enumerated() {
      var banned = Set(options.bannedTokens(after: beam.tokens) + forbidden)
      if !required.isSubset(of: beam.tokens) { banned.insert(options.end) }
      var worst = best.count == wanted ? best[wanted - 1].logProbability : -.infinity
      for (token, value) in logProbabilities[parent].enumerated() {
        let sum = beam.logProbability + value
        guard sum > worst, !banned.contains(Int32(token)) else { continue }
        let place = best.firstIndex { $0.logProbability < sum } ?? best.count
        best.insert(
          Candidate(parent: parent, token: Int32(token), logProbability: sum), at: place)
        if best.count > wanted { best.removeLast() }
        if best.count == wanted { worst = best[wanted - 1].logProbability }
      }
    }
    return best
  }

  private mutating func finish(_ beam: Beam) {
    finished.append(
      Hypothesis(
        tokens: beam.tokens, logProbability: beam.logProbability,
        score: beam.logProbability / penalty(beam.tokens.count) + coverage(beam.attention),
        attention: beam.attention))
  }

  /// ((5 + length) / 6)^α.
  private func penalty(_ length: Int) -> Float {
    pow((5 + Float(length)) / 6, options.lengthPenalty)
  }

  /// β Σ log min(1, Σ attention), over the source's tokens.
  private func coverage(_ attention: [[Float]]) -> Float {
    guard options.coveragePenalty > 0, let width = attention.first?.count else { return 0 }
    let sums = (0..<width).map { item in attention.reduce(0) { $0 + $1[item] } }
    return options.coveragePenalty * sums.reduce(0) { $0 + log(min(1, max($1, 1e-6))) }
  }
}
