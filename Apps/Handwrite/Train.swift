import AppSupport
import ArgumentParser
import Training

extension Handwrite {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Teaches a network to write or to read.",
      discussion: """
        The folder holds words.train.jsonl, and where there are, words.valid.jsonl, chars.train.jsonl and symbols.train.jsonl; each may \
        be compressed (.gz). A line is an object with writer, text and strokes, lists of [x, y].
        """)

    @Option(
      help: "What is learnt: synthesis (to write a text), predictor (without a text), reader.")
    var task: HandwritingRecipe.Job

    @Option(help: "Folder with the ink.")
    var data: String

    @Option(
      help:
        "Units of each LSTM layer (default: 320, 400 without a text, 128 in each direction to read)."
    )
    var units: Int?

    @Option(help: "LSTM layers (default: 3, or 2 to write).")
    var layers: Int?

    @Option(help: "The most samples of each file, evenly chosen (default: all).")
    var samples: Int?

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (1...4096).check("--units", units)
      try (2...16).check("--layers", layers)
      try (2...10_000_000).check("--samples", samples)
    }

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/handwrite-\(task.rawValue)")
      var recipe = HandwritingRecipe(task)
      recipe.units = units ?? recipe.units
      recipe.layers = layers ?? recipe.layers
      recipe.sampleLimit = samples
      training.choose(in: &recipe, seed: common.seed)
      let place = HandwritingRecipe.Place(
        directory: data, command: common.command, output: folder, resumes: training.resume,
        remark: console.remark)
      switch task {
      case .reader:
        try training.carryOut(recipe.readerRun(place), on: console, isJSON: common.json) {
          "validation character error rate \($0.value.rounded(places: 2)) % in epoch \($0.epoch)"
        }
      case .synthesis, .predictor:
        try training.carryOut(recipe.writerRun(place), on: console, isJSON: common.json) {
          "validation loss \($0.value.rounded(places: 4)) a point in epoch \($0.epoch)"
        }
      }
    }
  }
}

extension HandwritingRecipe.Job: ExpressibleByArgument {}
