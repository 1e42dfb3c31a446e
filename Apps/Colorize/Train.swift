import AppSupport
import ArgumentParser
import Datasets
import Inference
import ModelZoo
import Training

extension Colorize {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Teaches a network the colours of your own photographs.",
      discussion: """
        Begins with the weights that ship, or with --from-scratch. Pictures without colour are left out; where the others lie in several \
        folders, these are classes that the network learns besides. Every tenth picture is kept for validation.
        """)

    @Option(help: "Folder with pictures in colour, at any depth.")
    var data: String

    @Flag(help: "Begin with random weights.")
    var fromScratch = false

    @Option(
      help: "What is learnt: classification (bins of colours) or regression (squared errors).")
    var objective: ColorNet.Configuration.Objective = .classification

    @Option(help: "The most pictures to use, chosen at random (default: all).")
    var pictures: Int?

    @Option(help: "The side of the squares that the network sees, a multiple of 8.")
    var side = 64

    @Option(help: "Channels at full size, with --from-scratch.")
    var width = 48

    @OptionGroup var weights: WeightOptions
    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (2...100_000_000).check("--pictures", pictures)
      try (1...512).check("--width", width)
      try (16...256).check("--side", side)
      if side % ColorNet.sideUnit != 0 {
        throw ValidationError("--side is a multiple of \(ColorNet.sideUnit), not \(side)")
      }
      if fromScratch && weights.weights != nil {
        throw ValidationError("--from-scratch begins with no --weights; give one of them")
      }
    }

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/colorize")
      var recipe = ColorizationRecipe(weights: fromScratch ? nil : try weights.path())
      (recipe.objective, recipe.side, recipe.width) = (objective, side, width)
      recipe.pictureLimit = pictures
      training.choose(in: &recipe, seed: common.seed)
      let run = try recipe.run(
        on: data, command: common.command, output: folder, resumes: training.resume,
        remark: console.remark)
      try training.carryOut(run, on: console, isJSON: common.json) {
        "validation auc_rebalanced \($0.value.rounded(places: 2)) in epoch \($0.epoch)"
      }
    }
  }
}

extension ColorNet.Configuration.Objective: ExpressibleByArgument {}
