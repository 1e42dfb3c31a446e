import TensorCore

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
  /// What the person just said and what the bot said before are no replies where there is another. Words that were said before are
  /// answered as if they and their reply had not been there: a context that repeats itself leads ever further into whatever the
  /// bot last said.
  /// - Parameter onText: told the reply piece by piece while it is drawn, where it is drawn only once.
  /// - Returns: no reply to nothing.
  public mutating func say(_ text: String, onText: (String) -> Void = { _ in }) throws
    -> [ChatBot.Reply]
  {
    guard !TextNormalizer.normalized(text).isEmpty else { return [] }
    forget(text)
    note(text)
    let replies = try bot.replies(
      to: [turns], options, avoiding: [said], using: random, onText: onText)[0]
    if let best = replies.first { note(best.text) }
    return replies
  }

  /// Takes what is about to be said again out of the context, each time with the turn that followed.
  private mutating func forget(_ text: String) {
    let again = SentenceCase.written(TextNormalizer.normalized(text))
    var kept: [String] = []
    var rest = turns[...]
    while let turn = rest.popFirst() {
      if SentenceCase.written(TextNormalizer.normalized(turn)) == again {
        rest = rest.dropFirst()
      } else {
        kept.append(turn)
      }
    }
    turns = kept
  }

  private mutating func note(_ turn: String) {
    turns.append(turn)
    said.insert(SentenceCase.written(TextNormalizer.normalized(turn)))
  }

  /// Forgets everything: the next words begin a new conversation.
  public mutating func reset() {
    (turns, said) = ([], [])
    random = RandomSource(seed: seed)
  }
}
