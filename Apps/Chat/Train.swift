import AppSupport
import ArgumentParser
import Datasets
import Inference
import Training

extension Chat {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a bot on conversations.",
      discussion: """
        A file holds JSON lines with context and response, lines of two texts with a tab between them, or \
        conversations whose turns end with __eou__; it may be compressed by gzip. With --weights the training goes on from \
        weights, such as Data/Models/chat/model.safetensors, and learns your conversations on top. Conversations are \
        scarce and sentences are not: --text adds lines of plain text, of which the first column counts where tabs part them.
        """)

    @Option(help: "File of conversations; may be repeated.")
    var data: [String]

    @Option(
      help:
        "Conversations of the bot itself, whose every second turn it said; turns end with __eou__.")
    var talk: String?

    @Option(help: "How often an epoch shows each reply of --talk.")
    var talkRepetitions = 3

    @Option(
      help:
        "Share of the replies of a collection that an epoch shows, such as self-dialogue=0.1; JSON lines name it as source."
    )
    var share: [String] = []

    @Option(help: "Validation file (default: a part of the conversations is kept aside).")
    var validation: String?

    @Option(help: "File of sentences to learn writing from; may be repeated.")
    var text: [String] = []

    @Option(help: "Weight file to go on from, with its tokenizer beside it.")
    var weights: String?

    @OptionGroup var network: NetworkOptions
    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (1...100).check("--talk-repetitions", talkRepetitions)
      _ = try shares()
    }

    private func shares() throws -> [String: Double] {
      try share.reduce(into: [:]) { shares, text in
        let parts = text.split(separator: "=")
        guard parts.count == 2, let share = Double(parts[1]), (0...100).contains(share) else {
          throw ValidationError("--share is such as self-dialogue=0.1, not '\(text)'")
        }
        shares[String(parts[0])] = share
      }
    }

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/chat")
      let recipe = try network.recipe(.chat, training, start: weights, seed: common.seed)
      let sequences = try SequenceTraining(
        recipe, chat: corpus(), command: common.command, directory: folder,
        resumes: training.resume)
      try training.carryOut(sequences.run, on: console, isJSON: common.json) {
        "validation perplexity \($0.value.rounded(places: 2)) a word in epoch \($0.epoch)"
      }
    }

    private func corpus() throws -> ChatCorpus {
      let examples = try data.flatMap { try Dialogues.read($0) }
      var corpus =
        try validation.map {
          ChatCorpus(training: examples, validation: try Dialogues.read($0))
        } ?? ChatCorpus(splitting: examples, seed: common.seed)
      corpus.sentences = try Set(text.flatMap { try SentencePairs.firstColumn($0) }).sorted()
      corpus.weights = try shares()
      if let talk { corpus.talk = (try Dialogues.botReplies(talk), talkRepetitions) }
      return corpus
    }
  }
}
