import AppSupport
import ArgumentParser
import Datasets
import Files
import Inference
import Training

extension Translate {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a translator on pairs of sentences.",
      discussion: """
        --data FILE.tsv --from en --to fr learns from lines of two texts with a tab between them; with --source and \
        --target the texts are lines of two files. Several --data, each with its --from and --to, make one network \
        for several directions.
        """)

    @OptionGroup var corpus: CorpusOptions

    @OptionGroup var network: NetworkOptions

    @Option(help: "Weight file to train further, with its tokenizer beside it.")
    var weights: String?

    @Option(
      help:
        "Write the pairs of the first epoch as the network is shown them, a line each, and train nothing."
    )
    var writePairs: String?

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/translate-\(corpus.name)")
      let recipe = try network.recipe(
        SequenceRecipe(), training, start: weights, seed: common.seed)
      let sequences = try SequenceTraining(
        recipe, corpora: corpus.load(seed: common.seed), phrasebook: corpus.loadPhrasebook(),
        command: common.command, directory: folder, resumes: training.resume)
      if let writePairs {
        let lines = sequences.pairs(epoch: 0).map { "\($0.source)\t\($0.target)\n" }
        return try AtomicFile.write(lines.joined(), to: writePairs)
      }
      try training.carryOut(sequences.run, on: console, isJSON: common.json) {
        "validation BLEU \($0.value.rounded(places: 2)) of greedy translations in epoch \($0.epoch)"
      }
    }
  }
}
