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
  /// The last replies.
  private var recent: [String] = []

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
    let isRepeated = forget(text)
    note(text)
    // Who asks the same all the time has heard the best replies; the worst are no better for that.
    let avoided = isRepeated ? Set(recent + [written(text)]) : said
    let replies = try bot.replies(
      to: [turns], options, avoiding: [avoided], using: random, onText: onText)[0]
    if let best = replies.first {
      note(best.text)
      recent = recent.suffix(2) + [best.text]
    }
    return replies
  }

  /// Takes what is about to be said again out of the context, each time with the turn that followed.
  ///
  /// - Returns: whether it was said before.
  private mutating func forget(_ text: String) -> Bool {
    let again = written(text)
    let isRepeated = said.contains(again)
    var kept: [String] = []
    var rest = turns[...]
    while let turn = rest.popFirst() {
      if written(turn) == again {
        rest = rest.dropFirst()
      } else {
        kept.append(turn)
      }
    }
    turns = kept
    return isRepeated
  }

  private func written(_ text: String) -> String {
    SentenceCase.written(TextNormalizer.normalized(text))
  }

  private mutating func note(_ turn: String) {
    turns.append(turn)
    let written = written(turn)
    said.insert(written)
    said.formUnion(SpokenSentences.of(written))
  }

  /// Forgets everything: the next words begin a new conversation.
  public mutating func reset() {
    (turns, said, recent) = ([], [], [])
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
