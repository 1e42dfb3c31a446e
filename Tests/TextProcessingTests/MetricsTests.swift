import TestSupport
import Testing

@testable import TextProcessing

@Suite struct MetricsTests {
  @Test func corporaScoreAsInSacreBLEU() throws {
    for golden in try MetricsGolden.load().corpora {
      let metric = BLEU(
        tokenization: try #require(MetricTokenization(rawValue: golden.tokenization)),
        isLowercased: golden.lowercase, maximumOrder: golden.order,
        smoothing: try #require(BLEU.Smoothing(rawValue: golden.smoothing)))
      let score = metric.score(hypotheses: golden.hypotheses, references: golden.references)
      #expect(abs(score.score - golden.bleu) <= 1e-12 * (1 + golden.bleu), "\(golden)")
      #expect(score.matches == golden.matches && score.totals == golden.totals, "\(golden)")
      #expect(score.precisions == golden.precisions, "\(golden)")
      #expect(abs(score.brevityPenalty - golden.brevityPenalty) < 1e-15, "\(golden)")
      #expect(score.hypothesisLength == golden.hypothesisLength, "\(golden)")
      #expect(score.referenceLength == golden.referenceLength, "\(golden)")
      #expect(score.description == golden.line, "\(golden)")
      #expect(score.signature == golden.signature, "\(golden)")
    }
  }

  @Test func chrFScoresAsInSacreBLEU() throws {
    for golden in try MetricsGolden.load().corpora {
      let score = ChrF(isLowercased: golden.lowercase).score(
        hypotheses: golden.hypotheses, references: golden.references)
      #expect(abs(score.score - golden.chrf) <= 1e-12 * (1 + golden.chrf), "\(golden)")
      #expect(score.description == golden.chrfLine, "\(golden)")
      #expect(score.signature == golden.chrfSignature, "\(golden)")
    }
  }

  @Test func sentencesScoreAsInSacreBLEU() throws {
    for golden in try MetricsGolden.load().sentences {
      let metric = BLEU(
        tokenization: try #require(MetricTokenization(rawValue: golden.tokenization)),
        maximumOrder: golden.order)
      let score = metric.sentenceScore(golden.hypothesis, references: golden.references)
      #expect(abs(score.score - golden.bleu) <= 1e-12 * (1 + golden.bleu), "\(golden)")
      #expect(score.signature == golden.signature)
    }
  }

  @Test func wordsAreThoseOfSacreBLEU() throws {
    for golden in try MetricsGolden.load().words {
      let tokenization = try #require(MetricTokenization(rawValue: golden.tokenization))
      let words = tokenization.words(in: golden.text)
      #expect(
        words.count == golden.words.count && zip(words, golden.words).allSatisfy(isSpelledAlike),
        "\(golden.tokenization) of '\(golden.text)': \(words), expected \(golden.words)")
    }
  }

  @Test func theSignatureNamesTheVersionThatWasCompared() throws {
    #expect(try MetricsGolden.load().sacrebleu == "2.6.0")
    let score = BLEU().score(hypotheses: ["a"], references: [["a"]])
    #expect(score.signature.hasSuffix("version:2.6.0"))
  }

  @Test func noSegmentsScoreZero() {
    #expect(BLEU().score(hypotheses: [], references: []).score == 0)
    #expect(ChrF().score(hypotheses: [], references: []).score == 0)
  }

  @Test func twoThousandSentencesTakeLittleTime() {
    var random = SeededRandom(seed: 3)
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let lines = (0..<2000).map { _ in
      (0..<12).map { _ in
        String((0..<5).compactMap { _ in letters.randomElement(using: &random) })
      }.joined(separator: " ")
    }
    let clock = ContinuousClock()
    let seconds = clock.measure {
      _ = BLEU().score(hypotheses: lines, references: lines.reversed().map { [$0, $0] })
      _ = ChrF().score(hypotheses: lines, references: lines.reversed().map { [$0, $0] })
    }
    #expect(seconds < .seconds(3), "\(seconds)")

  }
}
