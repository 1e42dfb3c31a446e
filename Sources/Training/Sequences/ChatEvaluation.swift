import Datasets
import Foundation
import Inference
import ModelZoo
import TensorCore
import TextProcessing

/// How good a chat bot is: how well it foresees what people said, how much its replies share with theirs, and how varied
/// they are.
public struct ChatEvaluation {
  /// e to the mean cross-entropy of a token, the end of a reply counted as one.
  public let perplexityPerToken: Double
  /// e to the cross-entropy of all replies over their words (13a: a punctuation mark is a word) and ends.
  public let perplexityPerWord: Double
  /// BLEU of single words against all references, in lower case, 0...100.
  public let bleu1: Double
  /// BLEU of words and pairs of them.
  public let bleu2: Double
  /// The share of different words among all of the bot's.
  public let distinct1: Double
  /// The share of different pairs of words.
  public let distinct2: Double
  /// The share of the ten most frequent replies among all.
  public let topTenShare: Double
  /// Each context with the bot's reply.
  public let replies: [(example: DialogueExample, reply: String)]

  /// Evaluates on examples; those with the same context are one with several references.
  public init(
    of bot: ChatBot, on examples: [DialogueExample], options: ChatBot.Options = .init(),
    seed: UInt64 = 0, batch: Int = 8
  ) throws {
    let groups = examples.grouped(by: \.context).map {
      DialogueExample(context: $0[0].context, responses: $0.flatMap(\.responses))
    }
    let perplexity = try ChatPerplexity(ChatCorpus.pairs(examples), bot.model)
    (perplexityPerToken, perplexityPerWord) = (perplexity.perToken, perplexity.perWord)
    let texts = try ChatEvaluation.replies(
      of: bot, to: groups.map(\.context), options: options, seed: seed, batch: batch)
    replies = Array(zip(groups, texts))
    let references = groups.map(\.responses)
    (bleu1, bleu2) = (
      BLEU(isLowercased: true, maximumOrder: 1).score(hypotheses: texts, references: references)
        .score,
      BLEU(isLowercased: true, maximumOrder: 2).score(hypotheses: texts, references: references)
        .score
    )
    (distinct1, distinct2) = (DistinctRatio(order: 1)(texts), DistinctRatio(order: 2)(texts))
    let counts = Dictionary(texts.map { ($0.lowercased(), 1) }, uniquingKeysWith: +)
    let top = counts.values.sorted(by: >).prefix(10).reduce(0, +)
    topTenShare = Double(top) / Double(max(texts.count, 1))
  }

  /// The bot's replies to contexts that nobody answered, so many at once.
  public static func replies(
    of bot: ChatBot, to contexts: [[String]], options: ChatBot.Options = .init(),
    seed: UInt64 = 0, batch: Int = 8
  ) throws -> [String] {
    let random = RandomSource(seed: seed)
    return try stride(from: 0, to: contexts.count, by: batch).flatMap { first in
      try bot.replies(
        to: Array(contexts[first..<min(first + batch, contexts.count)]), options, using: random
      ).map { $0.first?.text ?? "" }
    }
  }
}

/// How well a model foresees replies.
struct ChatPerplexity {
  private let crossEntropy: Double  // a token, in nats
  private let tokensPerWord: Double

  /// Measures it.
  init(_ pairs: [TextPair], _ model: SequenceModel) throws {
    let tokens = try pairs.map { try model.codec.tokens($0) }
    self.init(
      crossEntropy: SequenceTask.meanLoss(model.network, tokens, end: SubwordTokenizer.end),
      tokensPerWord: ChatPerplexity.tokensPerWord(pairs, tokens))
  }

  init(crossEntropy: Double, tokensPerWord: Double) {
    (self.crossEntropy, self.tokensPerWord) = (crossEntropy, tokensPerWord)
  }

  var perToken: Double { exp(crossEntropy) }
  var perWord: Double { exp(crossEntropy * tokensPerWord) }

  /// How many tokens a word has on average, the end of a reply counted as one of both.
  static func tokensPerWord(_ pairs: [TextPair], _ tokens: [TokenPair]) -> Double {
    let count = tokens.reduce(0) { $0 + $1.target.count + 1 }
    let words = pairs.reduce(0) {
      $0 + MetricTokenization.mteval13a.words(in: $1.target).count + 1
    }
    return Double(count) / Double(max(words, 1))
  }
}
