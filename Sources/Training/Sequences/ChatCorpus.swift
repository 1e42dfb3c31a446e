import Datasets
import Inference

/// Conversations for training and for validation.
public struct ChatCorpus: Sendable {
  /// What is learnt.
  public let training: [DialogueExample]
  /// What the best weights are chosen by.
  public let validation: [DialogueExample]
  /// Sentences that answer nothing: from them the network learns how people write.
  public var sentences: [String] = []

  /// What the bot itself said, in conversations written for it, and how often an epoch shows each reply.
  public var talk: (examples: [DialogueExample], repetitions: Int) = ([], 0)
  /// The share of an epoch's replies by their collection, where it is not all: of 0.4 two in five are shown.
  public var weights: [String: Double] = [:]

  /// A corpus with validation data at hand.
  public init(training: [DialogueExample], validation: [DialogueExample]) {
    (self.training, self.validation) = (training, validation)
  }

  /// A corpus that keeps one context in twenty for validation, 1,000 at most, with all its replies.
  public init(splitting examples: [DialogueExample], seed: UInt64) {
    (training, validation) = examples.holdingOut(oneIn: 20, by: \.context, seed: seed)
  }

  /// Each context with each of its replies, in the form that the network sees.
  static func pairs(_ examples: [DialogueExample]) -> [TextPair] {
    examples.flatMap { example in
      let names = PersonNames(in: example.context)
      let context = names.marked(ChatContext.text(example.context))
      return example.responses.map { pair(context, $0, names) }
    }
  }

  /// The sentences as replies to nothing.
  var sentencePairs: [TextPair] { sentences.map { ChatCorpus.pair("", $0) } }

  static func pair(
    _ context: String, _ reply: String, _ names: PersonNames = PersonNames(in: [])
  ) -> TextPair {
    TextPair(
      source: context,
      target: names.marked(SentenceCase.written(TextNormalizer.normalized(reply))),
      startPiece: ChatContext.startPiece)
  }
}

extension SequenceTraining {
  /// A chat bot about to be trained; the best weights are those with the lowest perplexity a word. Where the bot has
  /// conversations of its own, those of the last epoch: what it says itself takes it away from other people's replies,
  /// and replies that it has by heart are the better ones long after the perplexity of others rises.
  ///
  /// - Parameter command: the command line, for the weight file's metadata.
  public init(
    _ recipe: SequenceRecipe, chat corpus: ChatCorpus, command: String, directory: String,
    resumes: Bool
  ) throws {
    let validation = ChatCorpus.pairs(corpus.validation)
    let drawing = ChatDrawing(corpus, seed: recipe.seed)
    let first = drawing.pairs(epoch: 0)
    let sentences = corpus.sentences.count
    let data =
      "\(first.count - sentences) replies an epoch"
      + (sentences == 0 ? "" : ", \(sentences) sentences without context")
    let material = SequenceMaterial(
      training: [(first, 1)], drawn: drawing.pairs, validation: validation,
      symbols: [String(ChatContext.turnMark)], data: "chat, \(data)",
      metadata: ["data": data, "command": "chat " + command],
      monitor: corpus.talk.examples.isEmpty
        ? .minimum("perplexity per word") : .last("perplexity per word"))
    try self.init(recipe, material, directory: directory, resumes: resumes) { model in
      let tokens = try validation.map { try model.codec.tokens($0) }
      let tokensPerWord = ChatPerplexity.tokensPerWord(validation, tokens)
      return { loss in
        let perplexity = ChatPerplexity(crossEntropy: loss, tokensPerWord: tokensPerWord)
        return [
          Metric("perplexity per word", perplexity.perWord),
          Metric("perplexity per token", perplexity.perToken),
        ]
      }
    }
  }
}
