import AppSupport
import ArgumentParser
import Datasets
import Language
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

    @Option(help: "Size of the vocabulary.")
    var vocabulary: Int?

    @Option(help: "Units of a decoder layer.")
    var units: Int?

    @Option(help: "Width of an embedding.")
    var embedding: Int?

    @Option(help: "Layers of encoder and decoder.")
    var layers: Int?

    @Option(help: "Chance of a unit to be dropped while training.")
    var dropout: Float?

    @Option(help: "Share of the target spread over all pieces.")
    var labelSmoothing: Float?

    @Option(help: "Epochs without a better figure after which training stops.")
    var patience: Int?

    @Option(help: "Weight file to train further, with its tokenizer beside it.")
    var weights: String?

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      for (name, value, range) in [
        ("--vocabulary", vocabulary, 50...100_000), ("--units", units, 2...8192),
        ("--embedding", embedding, 1...8192), ("--layers", layers, 1...16),
        ("--patience", patience, 1...1_000_000),
      ] {
        if let value, !range.contains(value) {
          throw ValidationError(
            "\(name) is between \(range.lowerBound) and \(range.upperBound), not \(value)")
        }
      }
      if let units, units % 2 != 0 { throw ValidationError("--units is even, not \(units)") }
      for (name, value) in [("--dropout", dropout), ("--label-smoothing", labelSmoothing)] {
        if let value, !(0..<1).contains(value) {
          throw ValidationError("\(name) is at least 0 and below 1, not \(value)")
        }
      }
    }

    func run() throws {
      let console = common.start()
      let run = try TranslationRun(
        recipe, corpora: corpus.load(seed: common.seed),
        command: CommandLine.arguments.dropFirst().joined(separator: " "),
        directory: training.out ?? "training/translate-\(corpus.name)", resumes: training.resume)
      if training.dryRun {
        console.result("dry run: loss \(try run.firstLoss().rounded(places: 4)); all is in order")
        return
      }
      Interruption.listen()
      let reporter = ProgressReporter(console: console, epochs: recipe.epochs)
      let result = try run.train(
        observe: reporter.show, isInterrupted: { Interruption.isRequested })
      guard let result else { throw ExitCode(130) }
      console.result(
        "\(result.weights): validation BLEU \(result.value.rounded(places: 2)) of greedy translations "
          + "in epoch \(result.epoch)")
    }

    private var recipe: TranslationRecipe {
      var recipe = TranslationRecipe()
      recipe.pieceCount = vocabulary ?? recipe.pieceCount
      recipe.units = units ?? recipe.units
      recipe.embedding = embedding ?? recipe.embedding
      recipe.layers = layers ?? recipe.layers
      recipe.dropout = dropout ?? recipe.dropout
      recipe.labelSmoothing = labelSmoothing ?? recipe.labelSmoothing
      recipe.patience = patience ?? recipe.patience
      recipe.start = weights
      recipe.seed = common.seed
      recipe.epochs = training.epochs ?? recipe.epochs
      recipe.tokensPerBatch = training.batchSize ?? recipe.tokensPerBatch
      recipe.learningRate = training.learningRate ?? recipe.learningRate
      return recipe
    }
  }
}
