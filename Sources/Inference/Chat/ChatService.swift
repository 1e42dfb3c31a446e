import TensorCore

/// Answers what was said in a conversation. Each request holds the whole conversation, so the service remembers nothing.
public struct ChatService: Sendable {
  /// What is asked.
  public struct Request: Sendable, Codable {
    /// What was said, oldest first, the person's words last.
    public var turns: [String]
    /// How a reply is found.
    public var options: ChatBot.Options
    /// Decides everything random.
    public var seed: UInt64
    /// How many other replies the answer lists.
    public var alternatives: Int

    /// A question with the usual way to find replies unless another is given.
    public init(
      turns: [String], options: ChatBot.Options = .init(), seed: UInt64 = 0, alternatives: Int = 4
    ) {
      self.turns = turns
      self.options = options
      self.seed = seed
      self.alternatives = alternatives
    }
  }

  /// A reply.
  public struct Answer: Sendable, Codable {
    /// What was said last.
    public let message: String
    /// The reply; empty where nothing was said.
    public let reply: String
    /// What replies are ordered by.
    public let score: Double
    /// The next best replies.
    public let alternatives: [ChatBot.Reply]

    /// The best of some replies, and others.
    public init(message: String, replies: [ChatBot.Reply], alternatives: Int) {
      self.message = message
      reply = replies.first?.text ?? ""
      score = replies.first?.score ?? 0
      self.alternatives = Array(replies.dropFirst().prefix(alternatives))
    }
  }

  /// The bot.
  public let bot: ChatBot

  /// A service with the weights of a file, or with those that ship.
  ///
  /// - Throws: what `ChatBot` throws.
  public init(contentsOf path: String? = nil) throws {
    bot = try ChatBot(contentsOf: path ?? ShippedData.weights(of: "chat"))
  }

  /// Replies to the last turn; what was said before is no reply where there is another.
  public func answer(to request: Request) throws -> Answer {
    guard let last = request.turns.last, !TextNormalizer.normalized(last).isEmpty else {
      return Answer(message: request.turns.last ?? "", replies: [], alternatives: 0)
    }
    let said = Set(request.turns.map { SentenceCase.written(TextNormalizer.normalized($0)) })
    let replies = try bot.replies(
      to: [request.turns], request.options, avoiding: [said],
      using: RandomSource(seed: request.seed))[0]
    return Answer(message: last, replies: replies, alternatives: request.alternatives)
  }
}
