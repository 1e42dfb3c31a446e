import Foundation
import ModelZoo
import Platform
import TensorCore

/// Replies to what was said: draws or searches for several replies, and takes the one that fits what was said best.
///
/// What fits is judged by mutual information: log p(reply | context) − λ log p(beginning of the reply), so that what
/// could be said to anything loses against what belongs here (MMI-antiLM of Li et al. 2016, arXiv:1510.03055). The
/// same network gives both: a share of its training was without context.
public final class ChatBot: Sendable {
  /// How replies are found.
  public struct Options: Sendable, Equatable, Codable {
    /// How many replies are drawn, of which the best is given.
    public var candidates = 64
    /// Sampling temperature; 0 takes the likeliest token always.
    public var temperature: Float = 0.4
    /// Each word is one of the likeliest that make up this probability.
    public var topP: Float = 0.9
    /// Beams of a search that takes the place of drawing; 0 for drawing.
    public var beam = 0
    /// The share of the replies drawn that is judged: those whose tokens are the likeliest on average. Among the
    /// others are broken ones, which nothing fits and which mutual information would take for apt.
    public var plausibleShare: Float = 0.5
    /// How much a reply loses for fitting everywhere, λ.
    public var mutualInformation: Float = 0.5
    /// How many tokens count as its beginning. What follows is only asked to be likely: an unlikely end is rarely an apt
    /// one, and mostly a broken one.
    public var beginning = 8
    /// What each token adds to a reply's score: short replies would win else.
    public var lengthReward: Float = 0.4
    /// The fewest tokens of a reply.
    public var minimumLength = 2
    /// No run of so many tokens is written twice.
    public var blockedRepetition = 2

    /// The usual way.
    public init() {}
  }

  /// One reply.
  public struct Reply: Sendable, Equatable, Codable {
    /// The text.
    public let text: String
    /// What replies are ordered by.
    public let score: Double
    /// The log probability given what was said, in nats.
    public let logProbability: Double
  }

  /// Why a model is no chat bot.
  public struct NotAChatBot: DescribedError, Equatable {
    /// The weight file.
    public let file: String
    /// One sentence.
    public var description: String {
      "\(file): this model does not reply to what was said; train one with chat train"
    }
  }

  private let frozen: Frozen<SequenceModel>
  private let start: Int32

  /// Reads a weight file and the tokenizer beside it.
  ///
  /// - Throws: what `SequenceModel` throws, and `NotAChatBot`.
  public convenience init(contentsOf path: String) throws {
    let model = try SequenceModel(contentsOf: path)
    try self.init(Frozen(model, as: model.network), name: path)
  }

  /// A bot with a model at hand, which may be in training: then only the thread that trains it may ask. `name` is what
  /// errors call it.
  public convenience init(_ model: SequenceModel, name: String) throws(NotAChatBot) {
    try self.init(Frozen(borrowing: model), name: name)
  }

  private init(_ frozen: Frozen<SequenceModel>, name: String) throws(NotAChatBot) {
    guard let start = frozen.network.codec.tokenizer.id(of: ChatContext.startPiece) else {
      throw NotAChatBot(file: name)
    }
    (self.frozen, self.start) = (frozen, start)
  }

  /// The network and its tokenizer, which nobody may change.
  public var model: SequenceModel { frozen.network }

  /// Replies to conversations, for each the best first.
  ///
  /// - Parameters:
  ///   - contexts: the turns of each conversation, oldest first.
  ///   - avoiding: texts and sentences that are said only where there is no other reply, for each conversation.
  ///   - onText: told the first conversation's reply piece by piece while it is drawn, where it is drawn only once.
  public func replies(
    to contexts: [[String]], _ options: Options = Options(), avoiding: [Set<String>]? = nil,
    using random: RandomSource, onText: (String) -> Void = { _ in }
  ) throws -> [[Reply]] {
    let sources = try contexts.map {
      try model.codec.source(
        normalized: ChatContext.fitting($0, model.codec.tokenizer), names: PersonNames(in: $0))
    }
    let found = try hypotheses(sources, options, random, onText)
    let unconditional = model.network.logProbabilities(
      of: found.flatMap { $0.map(\.tokens) },
      after: found.flatMap { $0.map { _ in [SubwordTokenizer.end] } }, start: start,
      end: SubwordTokenizer.end, first: options.beginning)
    var rest = unconditional[...]
    return try zip(sources, found).enumerated().map { index, item in
      let alone = rest.prefix(item.1.count)
      rest = rest.dropFirst(item.1.count)
      let replies = try zip(item.1, alone).map { hypothesis, alone in
        Reply(
          text: SentenceCase.written(try model.codec.text(hypothesis.tokens, for: item.0)),
          score: Double(
            hypothesis.logProbability - options.mutualInformation * alone
              + options.lengthReward * Float(hypothesis.tokens.count)),
          logProbability: Double(hypothesis.logProbability))
      }
      return ChatBot.ordered(replies, avoiding: avoiding?[index] ?? [])
    }
  }

  private func hypotheses(
    _ sources: [TextCodec.Source], _ options: Options, _ random: RandomSource,
    _ onText: (String) -> Void
  ) throws -> [[Hypothesis]] {
    let tokens = sources.map(\.tokens)
    let unused = sources.map { model.codec.unusedMarks($0) }
    let decoding = decodingOptions(options)
    if options.beam > 0 {
      return BeamSearch(model.network, decoding)(tokens, forbidden: unused)
    }
    let sampler = SequenceSampler(
      model.network, decoding, temperature: options.temperature, topP: options.topP)
    var drawn: [Int32] = []
    var shown = ""
    let sampled = sampler(
      tokens, forbidden: unused, count: options.candidates, using: random
    ) { token in
      guard options.candidates == 1, sources.count == 1 else { return }
      drawn.append(token)
      guard let text = try? model.codec.text(drawn, for: sources[0]) else { return }
      // The last word may still grow, and its case and stop are settled at the end.
      let settled = SentenceCase.written(text + " ").dropLast()
      let ready = String(settled[..<(settled.lastIndex(of: " ") ?? settled.startIndex)])
      guard ready.count > shown.count, ready.hasPrefix(shown) else { return }
      onText(String(ready.dropFirst(shown.count)))
      shown = ready
    }
    return sampled.map { ChatBot.plausible($0, share: options.plausibleShare) }
  }

  private func decodingOptions(_ options: Options) -> DecodingOptions {
    var decoding = model.codec.decodingOptions(
      start: start, controls: [String(ChatContext.turnMark)])
    decoding.beam = max(options.beam, 1)
    decoding.lengthLimit = .init(perSourceToken: 0, extra: 40)
    decoding.minimumLength = options.minimumLength
    decoding.blockedRepetition = options.blockedRepetition
    return decoding
  }

  /// The hypotheses whose tokens are the likeliest on average, one at least.
  private static func plausible(_ hypotheses: [Hypothesis], share: Float) -> [Hypothesis] {
    let count = max(Int((Float(hypotheses.count) * share).rounded()), 1)
    return Array(
      hypotheses.sorted {
        $0.logProbability / Float(max($0.tokens.count, 1))
          > $1.logProbability / Float(max($1.tokens.count, 1))
      }.prefix(count))
  }

  /// Whether a word of four letters or more stands twice in a row.
  static func stutters(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter && $0 != "'" }
    return zip(words, words.dropFirst()).contains { $0 == $1 && $0.count > 3 }
  }

  /// The best first, each text once, those to be avoided and those that stutter last.
  private static func ordered(_ replies: [Reply], avoiding: Set<String>) -> [Reply] {
    var seen: Set<String> = []
    let different = replies.sorted { $0.score > $1.score }
      .filter { !$0.text.isEmpty && seen.insert($0.text).inserted }
    let isStale = { (reply: Reply) in
      avoiding.contains(reply.text)
        || !avoiding.isDisjoint(with: SpokenSentences.of(reply.text)) || stutters(reply.text)
    }
    return different.filter { !isStale($0) } + different.filter(isStale)
  }
}
