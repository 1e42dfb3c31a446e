import Datasets
import Foundation
import ModelZoo
import Optimizers
import TensorCore
import TestSupport
import Testing

@testable import Inference
@testable import Training

/// A bot that learns a few exchanges by heart: the whole way from text to text.
@Suite struct ChatTests {
  static let examples: [DialogueExample] = {
    let plain = [
      (["How are you?"], "I am fine."), (["What is your name?"], "I am Max."),
      (["Where are you?"], "At home."), (["Are you cold?"], "No, I am fine."),
      (["Hello!"], "Hi!"), (["Do you like tea?"], "Yes, I do."),
      // What was said before decides.
      (["Do you like tea?", "Yes, I do.", "Why?"], "It is hot."),
      (["Are you cold?", "No, I am fine.", "Why?"], "I am at home."),
    ]
    return plain.map { DialogueExample(context: $0.0, responses: [$0.1]) }
  }()

  static var recipe: SequenceRecipe {
    var recipe = SequenceRecipe.chat
    recipe.pieceCount = 80
    (recipe.embedding, recipe.units, recipe.layers) = (32, 48, 1)
    (recipe.dropout, recipe.sourceDropout) = (0, 0.2)
    (recipe.epochs, recipe.tokensPerBatch, recipe.learningRate) = (150, 60, 1e-2)
    recipe.patience = nil
    recipe.averageDecay = 0.5
    return recipe
  }

  private func run(
    _ recipe: SequenceRecipe = recipe, sentences: [String] = [], in folder: TemporaryFolder,
    resumes: Bool = false, stopAfter steps: Int = .max
  ) throws -> TrainingRun<SequenceTask>.Result? {
    var corpus = ChatCorpus(training: Self.examples, validation: Self.examples)
    corpus.sentences = sentences
    let run = try SequenceTraining(
      recipe, chat: corpus, command: "train", directory: folder.path, resumes: resumes
    ).run
    var count = 0
    let (ending, result) = try run.train(
      observe: { if case .stepped = $0 { count += 1 } }, isInterrupted: { count >= steps })
    return ending == .finished ? result : nil
  }

  @Test func exchangesAreLearntByHeart() throws {
    let folder = try TemporaryFolder()
    let result = try #require(try run(in: folder))
    #expect(result.value < 1.5)
    let bot = try ChatBot(contentsOf: result.weights)
    var options = ChatBot.Options()
    options.temperature = 0.3
    let random = RandomSource(seed: 0)
    let found = try bot.replies(to: Self.examples.map(\.context), options, using: random)
    for (replies, example) in zip(found, Self.examples) {
      #expect(replies.first?.text == example.responses[0], "\(example.context)")
      #expect(zip(replies, replies.dropFirst()).allSatisfy { $0.score >= $1.score })
      #expect(Set(replies.map(\.text)).count == replies.count)
    }
    try unlikelyReplies(bot, options)
    try conversation(bot, options)
    try evaluation(bot, options, perplexity: result.value)
  }

  /// What is likely without a context counts against a reply, and a reply to be avoided comes last.
  private func unlikelyReplies(_ bot: ChatBot, _ options: ChatBot.Options) throws {
    var wide = options
    (wide.temperature, wide.topP, wide.candidates) = (3, 1, 40)
    (wide.mutualInformation, wide.lengthReward) = (0.7, 0)
    wide.plausibleShare = 1
    let replies = try bot.replies(to: [["Hello!"]], wide, using: RandomSource(seed: 1))[0]
    let tokenizer = bot.model.codec.tokenizer
    let start = try #require(tokenizer.id(of: "<reply>"))
    for reply in replies.prefix(5) where reply.text == "Hi!" {
      let alone = bot.model.network.logProbabilities(
        of: [try tokenizer.encode(reply.text)], after: [[SubwordTokenizer.end]], start: start,
        end: SubwordTokenizer.end)[0]
      #expect(abs(reply.score - (reply.logProbability - 0.7 * Double(alone))) < 1e-3)
    }
    wide.plausibleShare = 0.25
    let plausible = try bot.replies(to: [["Hello!"]], wide, using: RandomSource(seed: 1))[0]
    #expect(plausible.count <= 10 && Set(plausible.map(\.text)).isSubset(of: replies.map(\.text)))
    func mean(_ replies: [ChatBot.Reply]) throws -> Double {
      try replies.map { reply in
        try reply.logProbability / Double(tokenizer.encode(reply.text).count)
      }.reduce(0, +) / Double(replies.count)
    }
    #expect(try mean(plausible) > mean(replies))
    wide.plausibleShare = 1
    let avoiding = try bot.replies(
      to: [["Hello!"]], wide, avoiding: [["Hi!"]], using: RandomSource(seed: 1))[0]
    #expect(
      avoiding.first?.text != "Hi!" && avoiding.map(\.text).sorted() == replies.map(\.text).sorted()
    )
  }

  private func conversation(_ bot: ChatBot, _ options: ChatBot.Options) throws {
    var talk = Conversation(with: bot, options, seed: 3)
    #expect(try talk.say(" \u{7} ").isEmpty && talk.turns.isEmpty)
    let first = try talk.say("Do you like tea?")
    #expect(first.first?.text == "Yes, I do.")
    #expect(try talk.say("Why?").first?.text == "It is hot.")
    #expect(talk.turns.count == 4)
    talk.reset()
    #expect(talk.turns.isEmpty)
    // The same seed gives the same again.
    #expect(try talk.say("Do you like tea?") == first)
    var single = options
    single.candidates = 1
    var streamed = Conversation(with: bot, single, seed: 3)
    var shown = ""
    let reply = try streamed.say("Are you cold?") { shown += $0 }
    #expect(!shown.isEmpty && reply[0].text.hasPrefix(shown))
  }

  private func evaluation(_ bot: ChatBot, _ options: ChatBot.Options, perplexity: Double) throws {
    let result = try ChatEvaluation(of: bot, on: Self.examples, options: options)
    #expect(abs(result.perplexityPerWord - perplexity) < 1e-2 * perplexity)
    #expect(result.bleu1 > 99.99 && result.bleu2 > 99.99)
    #expect(result.topTenShare == 1 && result.replies.count == 8)
    let texts = result.replies.map(\.reply)
    #expect(result.distinct1 > 0 && result.distinct2 <= 1 && texts.contains("I am Max."))
    // Replies of one context are references of one reply.
    let twice = try ChatEvaluation(
      of: bot,
      on: [
        DialogueExample(context: ["Hello!"], responses: ["Go away."]),
        DialogueExample(context: ["Hello!"], responses: ["Hi!"]),
      ], options: options)
    #expect(twice.replies.count == 1 && twice.bleu1 > 99.99)
  }

  @Test func aResumedRunReachesTheSameWeights() throws {
    var recipe = Self.recipe
    recipe.epochs = 3
    recipe.dropout = 0.2
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try run(recipe, in: whole)
    #expect(try run(recipe, in: parts, stopAfter: 4) == nil)
    #expect(try run(recipe, in: parts, resumes: true) != nil)
    #expect(try whole.bytes("model.safetensors") == parts.bytes("model.safetensors"))
  }

  @Test func sentencesAreLearntWithoutAContext() throws {
    var recipe = Self.recipe
    recipe.sourceDropout = 0
    let folder = try TemporaryFolder()
    let result = try #require(try run(recipe, sentences: ["The tea is for Max."], in: folder))
    let model = try SequenceModel(contentsOf: result.weights)
    let tokenizer = model.codec.tokenizer
    let start = try #require(tokenizer.id(of: ChatContext.startPiece))
    let found = try model.network.logProbabilities(
      of: ["The tea is for Max.", "At home."].map { try tokenizer.encode($0) },
      after: [[SubwordTokenizer.end], [SubwordTokenizer.end]], start: start,
      end: SubwordTokenizer.end)
    #expect(found[0] > -1 && found[1] < -3, "\(found)")
  }

  @Test func someContextsAreKeptAside() {
    let examples = (0..<100).map {
      DialogueExample(context: ["\($0 % 50)"], responses: ["\($0)"])
    }
    let corpus = ChatCorpus(splitting: examples, seed: 1)
    #expect(corpus.validation.count == 4)  // two contexts of fifty, with both their replies
    let held = Set(corpus.validation.map(\.context))
    #expect(held.count == 2 && !corpus.training.contains { held.contains($0.context) })
    #expect(corpus.training.count == 96)
    #expect(ChatCorpus(splitting: examples, seed: 1).validation == corpus.validation)
    #expect(ChatCorpus(splitting: examples, seed: 2).validation != corpus.validation)
    #expect(ChatCorpus(splitting: [examples[0]], seed: 1).training == [examples[0]])
  }

  @Test func groupsKeepTheirOrder() {
    let groups = ["b1", "a1", "b2", "c1", "a2"].grouped { $0.first }
    #expect(groups == [["b1", "b2"], ["a1", "a2"], ["c1"]])
  }

  @Test func aTranslatorIsNoBot() throws {
    let tokenizer = try SubwordTokenizer.trained(
      on: ["one two three", "two three four"], pieceCount: 30, controls: ["<2fr>"])
    let network = EncoderDecoder(
      .init(vocabulary: tokenizer.count), .random(RandomSource(seed: 0)))
    let model = SequenceModel(network: network, codec: TextCodec(tokenizer), metadata: [:])
    #expect(throws: ChatBot.NotAChatBot.self) { try ChatBot(model, name: "x") }
  }

  @Test(arguments: [
    ("hello there", "Hello there."), ("i see. you too? yes! ok", "I see. You too? Yes! Ok."),
    ("at 5 p.m. or so...", "At 5 p.m. or so..."), ("\"what?\" he said.", "\"What?\" he said."),
    ("Mr. smith", "Mr. smith."), ("", ""), ("!", "!"), ("3 apples", "3 apples."),
  ])
  func sentencesAreWrittenAsSuch(text: String, expected: String) {
    #expect(SentenceCase.written(text) == expected)
  }

  @Test func contextsAreCutAtTurnsAndSentences() throws {
    let texts = ["the first turn is here", "a second turn", "and the last one"]
    let tokenizer = try SubwordTokenizer.trained(
      on: texts, pieceCount: 60, symbols: [String(ChatContext.turnMark)])
    let mark = "\(ChatContext.turnMark) "
    #expect(
      try ChatContext.fitting((0...6).map { "turn \($0)" }, tokenizer)
        == (1...6).map { "Turn \($0)." }.joined(separator: mark))
    #expect(
      ChatContext.text(["HOW ARE YOU?", "i am fine"]) == "How are you?" + mark + "I am fine.")
    let long = String(repeating: "word ", count: 150)
    #expect(try ChatContext.fitting([long, "and you?"], tokenizer) == "And you?")
    let sentences = String(repeating: "A sentence of some words. ", count: 60) + "The end."
    let cut = try ChatContext.fitting(["before", sentences], tokenizer)
    #expect(cut.hasSuffix("The end.") && cut.hasPrefix("A sentence of some words."))
    #expect(try tokenizer.encode(cut).count < ChatContext.tokenLimit)
    for unit in ["x", "🦊", "word ", "é", "9"] {
      let endless = String(repeating: unit, count: 100_000)
      let text = try ChatContext.fitting(["before", endless], tokenizer)
      #expect(try !text.isEmpty && tokenizer.encode(text).count < ChatContext.tokenLimit)
    }
  }

  @Test func droppedSourcesAreAFunctionOfTheEpoch() throws {
    var configuration = EncoderDecoder.Configuration(vocabulary: 9)
    (configuration.embedding, configuration.units) = (4, 4)
    let network = EncoderDecoder(configuration, .random(RandomSource(seed: 0)))
    let pairs = (0..<200).map { _ in TokenPair(source: [5, 6, 3], target: [7], start: 2) }
    let task = SequenceTask(
      network, training: pairs, validation: pairs, tokensPerBatch: 600,
      optimizer: SGD(network.parameters, learningRate: 0), labelSmoothing: 0,
      sourceDropout: 0.25, end: 3, seed: 1, random: RandomSource(seed: 1))
    func dropped(_ epoch: Int) -> [Bool] {
      task.batch(0, epoch: epoch).sources.lengths.map { $0 == 1 }
    }
    let share = Double(dropped(1).count { $0 }) / 200
    #expect(abs(share - 0.25) < 0.15)
    #expect(dropped(1) == dropped(1) && dropped(1) != dropped(2))
  }
}
