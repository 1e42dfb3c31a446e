import Datasets
import Inference
import TensorCore

/// The training pairs of a chat bot, drawn anew for each epoch: shares of collections, the bot's own replies, and
/// contexts as people type them in a hurry.
struct ChatDrawing: Sendable {
  private let corpus: ChatCorpus
  private let seed: UInt64
  /// What other people said, but for what they said of themselves where the bot has conversations of its own.
  private let others: [DialogueExample]

  init(_ corpus: ChatCorpus, seed: UInt64) {
    self.corpus = corpus
    self.seed = seed
    others =
      corpus.talk.examples.isEmpty
      ? corpus.training
      : corpus.training.filter { !$0.responses.contains(where: ChatDrawing.isOfOneself) }
  }

  /// The pairs of an epoch.
  func pairs(epoch: Int) -> [TextPair] {
    let random = RandomSource(seed: seed, stream: 9000 + UInt64(epoch))
    var result: [TextPair] = []
    for example in others {
      let share = example.source.flatMap { corpus.weights[$0] } ?? 1
      for _ in 0..<Int(share + Double(random.uniform())) { result += shown(example, random) }
    }
    for _ in 0..<corpus.talk.repetitions {
      for example in corpus.talk.examples {
        result += shown(begun(example, random), random)
      }
    }
    return result + corpus.sentences.map { ChatCorpus.pair("", $0) }
  }

  private func shown(_ example: DialogueExample, _ random: RandomSource) -> [TextPair] {
    var typed = example
    typed.context = example.context.map { turn in
      random.uniform() < 0.15 ? ChatDrawing.hurried(turn, random) : turn
    }
    return ChatCorpus.pairs([typed])
  }

  /// At times the last turn alone, where it has words enough to be a beginning.
  private func begun(_ example: DialogueExample, _ random: RandomSource) -> DialogueExample {
    guard let last = example.context.last, example.context.count > 1,
      last.split(separator: " ").count > 4, random.uniform() < 0.2
    else { return example }
    var result = example
    result.context = [last]
    return result
  }

  /// Whether somebody says who they are or how they live, which is not true of the bot.
  private static func isOfOneself(_ reply: String) -> Bool {
    let text = reply.lowercased().replacing("'m ", with: " am ").replacing("'s ", with: " is ")
    return [
      "my name is", "years old", "i am from", "i live ", "i work ", "i was born", "my wife",
      "my husband", "my kids", "my job", "my boss", "i am a ", "i am an ",
    ].contains(where: text.contains)
  }

  /// Small letters, without marks at the end, at times without apostrophes or with two letters in the wrong order.
  private static func hurried(_ turn: String, _ random: RandomSource) -> String {
    var text = turn.lowercased()
    if random.uniform() < 0.5 { text = text.replacing("'", with: "") }
    if random.uniform() < 0.3 { text = TypingSlips.swapped(text, random) }
    while let last = text.last, ".!?".contains(last), text.count > 1 { text.removeLast() }
    return text
  }
}
