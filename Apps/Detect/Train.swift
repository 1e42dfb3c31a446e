import AppSupport
import ArgumentParser
import Inference
import Training

extension Detect {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Teaches a detector the objects of your own pictures.",
      discussion: """
        Pictures and boxes lie in a folder in any of the usual layouts; parts called train and val (or valid) are used as such, else \
        a tenth of the pictures is kept for validation. Pictures and boxes that cannot be used are named and left out. Beside the \
        weights, validation.png shows what the detector finds and what is there.
        """)

    @OptionGroup var data: DataOptions

    @Option(
      help: "Weight file to begin with: a detector's, or a ResNet-18's (default: tiny-imagenet's).")
    var weights: String?

    @Flag(help: "Begin with random weights.")
    var fromScratch = false

    @OptionGroup var side: SideOption

    @Flag(
      help: "Turn pictures upside down and on their sides too: for what has no up, such as cells.")
    var turn = false

    @Flag(help: "Never exchange left and right: for letters, digits and signs.")
    var noFlip = false

    @Option(help: "With --digits: pictures in an epoch.")
    var pictures: Int?

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      if fromScratch && weights != nil {
        throw ValidationError("--from-scratch begins with no --weights; give one of them")
      }
      if data.digits != nil && (turn || noFlip) {
        throw ValidationError("--turn and --no-flip are for --data")
      }
      if pictures != nil && data.digits == nil {
        throw ValidationError("--pictures is for --digits")
      }
      try (1...10_000_000).check("--pictures", pictures)
    }

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/detector")
      let recipe = try recipe()
      let parts = try data.parts(for: recipe, seed: common.seed, console: console)
      let run = try recipe.run(
        on: parts.learning, parts.checking, data: parts.description, command: common.command,
        directory: folder, resumes: training.resume)
      try training.carryOut(run, on: console, isJSON: common.json) {
        "validation \($0.metric) \($0.value.rounded(places: 4)) in epoch \($0.epoch)"
      }
      guard !training.dryRun else { return }
      let detector = try ObjectDetector(contentsOf: WeightOption.file(folder))
      try DetectionSheet.image(of: parts.checking, seenBy: detector, threshold: 0.35)
        .writePNG(to: folder + "/validation.png")
    }

    private func recipe() throws -> DetectionRecipe {
      var recipe = DetectionRecipe(weights: try start())
      if data.digits != nil {
        var scenes = DigitScenes.Options()
        scenes.count = pictures ?? scenes.count
        (recipe.scenes, recipe.epochs) = (scenes, 8)
      }
      training.choose(in: &recipe, seed: common.seed)
      recipe.side = side.side ?? recipe.side
      recipe.augmentation.flips = !noFlip
      (recipe.augmentation.flipsVertically, recipe.augmentation.transposes) = (turn, turn)
      return recipe
    }

    private func start() throws -> String? {
      if fromScratch { return nil }
      return try weights.map(WeightOption.file)
        ?? ShippedData.weights(of: ClassifierPreset.tinyImageNet.rawValue)
    }
  }
}
