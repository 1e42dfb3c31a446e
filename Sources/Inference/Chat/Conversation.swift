import TensorCore
import TextProcessing

/// A conversation between a person and a bot; the same seed and the same words give the same replies.
public struct Conversation {
  private let bot: ChatBot
  private let options: ChatBot.Options
  private let seed: UInt64
  private var random: RandomSource
  /// What was said, oldest first.
  public private(set) var turns: [String] = []
  private var said: Set<String> = []

  /// A conversation that has not begun.
  public init(with bot: ChatBot, _ options: ChatBot.Options, seed: UInt64) {
    self.bot = bot
    self.options = options
    self.seed = seed
    random = RandomSource(seed: seed)
  }

  /// Says something and gets replies, the best first; that one becomes part of the conversation.
  ///
  /// What the person just said and what the bot said before are no replies where there is another.
  /// - Parameter onText: told the reply piece by piece while it is drawn, where it is drawn only once.
  /// - Returns: no reply to nothing.
  public mutating func say(_ text: String, onText: (String) -> Void = { _ in }) throws
    -> [ChatBot.Reply]
  {
    guard !TextNormalizer.normalized(text).isEmpty else { return [] }
    note(text)
    let replies = try bot.replies(
      to: [turns], options, avoiding: [said], using: random, onText: onText)[0]
    if let best = replies.first { note(best.text) }
    return replies
  }

  private mutating func note(_ turn: String) {
    turns.append(turn)
    let written = SentenceCase.written(TextNormalizer.normalized(turn))
    said.insert(written)
    said.formUnion(SpokenSentences.of(written))
  }

  /// Forgets everything: the next words begin a new conversation.
  public mutating func reset() {
    (turns, said) = ([], [])
    random = RandomSource(seed: seed)
  }
}

/// The sentences of a turn that should not be said twice in a conversation.
enum SpokenSentences {
  /// All but those of one or two words, such as yes and thank you.
  static func of(_ turn: String) -> Set<String> {
    let sentences = SentenceSplitter(limit: 300).pieces(of: turn).map(\.text)
    return Set(sentences.filter { $0.split(separator: " ").count > 2 })
  }
}
