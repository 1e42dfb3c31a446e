import Platform

/// A text that ink may say.
public struct ReadText: Sendable, Equatable {
  /// The characters' numbers.
  public var numbers: [Int32]
  /// Logarithm of its probability by the network alone.
  public var inkScore: Double
  /// That and what the language model and the length add.
  public var score: Double
}

/// Finds likely texts for logits with blanks: prefix beam search with a model of characters (Hannun et al. 2014,
/// arXiv:1408.2873).
public struct CTCSearch: Sendable {
  /// Prefixes that are followed at once.
  public var beamWidth = 24
  /// What the logarithm of the language model counts.
  public var languageWeight = 0.4
  /// What each character adds to the score: the language model alone would have few.
  public var lengthBonus = 0.6
  private let language: CharacterModel?
  /// Characters less likely than this in a step are passed over.
  private static let negligible: Float = 1e-4

  /// A search with a language model, or by the network alone.
  public init(language: CharacterModel?) { self.language = language }

  private struct Beam {
    /// Log probabilities of all alignments that end with a blank, and of those that end with the last character.
    var blank = -Double.infinity
    var character = -Double.infinity
    /// What language model and length have added.
    var bonus: Double
    var total: Double { logSum(blank, character) }
    var score: Double { total + bonus }
  }

  /// The likeliest texts, best first.
  ///
  /// - Parameters:
  ///   - logProbabilities: of steps, [T, C] in one array; 0 is the blank.
  ///   - width: C.
  public func callAsFunction(_ logProbabilities: ArraySlice<Float>, width: Int) -> [ReadText] {
    var beams: [[Int32]: Beam] = [[]: Beam(blank: 0, bonus: 0)]
    let limit = Float(log(Double(Self.negligible)))
    for start in stride(from: logProbabilities.startIndex, to: logProbabilities.endIndex, by: width)
    {
      let step = logProbabilities[start..<start + width]
      let candidates = (1..<width).filter { step[start + $0] > limit }.map(Int32.init)
      var next: [[Int32]: Beam] = [:]
      for (prefix, beam) in beams {
        next[prefix, default: Beam(bonus: beam.bonus)].blank = logSum(
          next[prefix]?.blank ?? -.infinity, beam.total + Double(step[start]))
        let weights = language?.logProbabilities(of: candidates, after: prefix)
        for (index, candidate) in candidates.enumerated() {
          let probability = Double(step[start + Int(candidate)])
          var through = beam.total
          if candidate == prefix.last {
            // Without a blank between them it is the same character still.
            next[prefix, default: Beam(bonus: beam.bonus)].character = logSum(
              next[prefix]?.character ?? -.infinity, beam.character + probability)
            through = beam.blank
          }
          guard through > -.infinity else { continue }
          let longer = prefix + [candidate]
          let bonus = beam.bonus + lengthBonus + languageWeight * (weights?[index] ?? 0)
          next[longer, default: Beam(bonus: bonus)].character = logSum(
            next[longer]?.character ?? -.infinity, through + probability)
        }
      }
      beams = survivors(next)
    }
    return ranked(beams)
  }

  private func survivors(_ beams: [[Int32]: Beam]) -> [[Int32]: Beam] {
    guard beams.count > beamWidth else { return beams }
    let kept = beams.sorted {
      $0.value.score != $1.value.score
        ? $0.value.score > $1.value.score : $0.key.lexicographicallyPrecedes($1.key)
    }
    return Dictionary(uniqueKeysWithValues: kept.prefix(beamWidth).map { ($0.key, $0.value) })
  }

  private func ranked(_ beams: [[Int32]: Beam]) -> [ReadText] {
    beams.map { prefix, beam in
      let end = language?.logProbabilities(of: [CharacterModel.boundary], after: prefix)[0] ?? 0
      return ReadText(
        numbers: prefix, inkScore: beam.total, score: beam.score + languageWeight * end)
    }.sorted {
      $0.score != $1.score
        ? $0.score > $1.score : $0.numbers.lexicographicallyPrecedes($1.numbers)
    }
  }

  /// The likeliest class of each step, repetitions and blanks dropped.
  public static func greedy(_ logProbabilities: ArraySlice<Float>, width: Int) -> [Int32] {
    var (text, before) = ([Int32](), Int32(0))
    for start in stride(from: logProbabilities.startIndex, to: logProbabilities.endIndex, by: width)
    {
      let step = logProbabilities[start..<start + width]
      let best = Int32((step.indices.max { step[$0] < step[$1] } ?? start) - start)
      if best != 0 && best != before { text.append(best) }
      before = best
    }
    return text
  }
}

/// log(eᵃ + eᵇ).
private func logSum(_ a: Double, _ b: Double) -> Double {
  let (low, high) = (min(a, b), max(a, b))
  return low == -.infinity ? high : high + log1p(exp(low - high))
}
