import Datasets
import Inference
import TensorCore

/// The training pairs of a chat bot, drawn anew for each epoch: shares of collections, the bot's own replies, and
/// contexts as people type them in a hurry.
struct ChatDrawing: Sendable {
  private let corpus: ChatCorpus
  private let seed: UInt64
  private let names: NameExchange

  init(_ corpus: ChatCorpus, seed: UInt64) {
    self.corpus = corpus
    self.seed = seed
    names = NameExchange(corpus.training, bot: corpus.talk.examples)
  }

  /// The pairs of an epoch.
  func pairs(epoch: Int) -> [TextPair] {
    let random = RandomSource(seed: seed, stream: 9000 + UInt64(epoch))
    var result: [TextPair] = []
    for example in corpus.training {
      let share = example.source.flatMap { corpus.weights[$0] } ?? 1
      for _ in 0..<Int(share + Double(random.uniform())) { result += shown(example, random) }
    }
    for _ in 0..<corpus.talk.repetitions {
      for example in corpus.talk.examples {
        result += shown(names.exchanged(example, random), random)
      }
    }
    return result + corpus.sentences.map { ChatCorpus.pair("", $0) }
  }

  private func shown(_ example: DialogueExample, _ random: RandomSource) -> [TextPair] {
    let turns = example.context.map { turn in
      random.uniform() < 0.15 ? ChatDrawing.hurried(turn, random) : turn
    }
    let context = ChatContext.text(turns)
    return example.responses.map { ChatCorpus.pair(context, $0) }
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
