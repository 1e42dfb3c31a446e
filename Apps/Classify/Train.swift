import AppSupport
import ArgumentParser
import Datasets
import Files
import Inference
import Training

extension Classify {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a network on your own photos, or on handwritten digits in MNIST's files.",
      discussion: """
        Photos lie in a folder with a sub-folder for each class; where it has folders train and val, the second is for \
        validation, else a share of each class is kept back. The network that ships is taught the new classes, or with \
        --from-scratch one with random weights.
        """)

    @Option(help: "Network: \(ClassifierPreset.names) (default: tiny-imagenet for photos, lenet5).")
    var model: ClassifierPreset?

    @Option(
      help: """
        Folder with a sub-folder for each class, or with train-images-idx3-ubyte[.gz] and \
        train-labels-idx1-ubyte[.gz].
        """)
    var data: String

    @OptionGroup(title: "Digits") var digits: DigitOptions
    @OptionGroup(title: "Photos") var photos: PhotoOptions

    @Option(help: "Share of the target spread over all classes (default: the model's).")
    var labelSmoothing: Float?

    @Option(help: "Weight file of a better network to learn from besides the labels.")
    var teacher: String?

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      if let labelSmoothing, !(0..<1).contains(labelSmoothing) {
        throw ValidationError("--label-smoothing is at least 0 and below 1, not \(labelSmoothing)")
      }
    }

    func run() throws {
      let console = common.start()
      let isDigits = model?.readsDigits ?? MNIST.isPresent(.train, in: data)
      try check(isDigits: isDigits)
      let model = model ?? (isDigits ? .lenet5 : .tinyImageNet)
      let folder = try training.folder("training/\(isDigits ? model.rawValue : "photos")")
      let run: any ClassificationRun =
        isDigits
        ? try digitRun(model, folder)
        : try photos.run(self, model, folder, console: console)
      try run.carryOut(by: training, on: console, isJSON: common.json)
    }

    /// What was chosen is used, or refused: nothing is overlooked in silence.
    private func check(isDigits: Bool) throws {
      if isDigits, let option = photos.chosen {
        throw ValidationError("\(option) is for photos, and \(data) holds digits")
      }
      if !isDigits && digits.augmentation != nil {
        throw ValidationError("--augmentation is for digits; photos have --minimum-area and others")
      }
      if !isDigits && !photos.fromScratch && !photos.allLayers && teacher != nil {
        throw ValidationError(
          "--teacher is for networks that are trained --from-scratch or --all-layers")
      }
    }

    private func digitRun(_ model: ClassifierPreset, _ folder: String) throws
      -> any ClassificationRun
    {
      var recipe = ClassificationRecipe(
        model: model, augmentation: (digits.augmentation ?? .light).distortion)
      recipe.labelSmoothing = labelSmoothing ?? recipe.labelSmoothing
      recipe.teacher = teacher
      training.choose(in: &recipe, seed: common.seed)
      return try recipe.run(
        on: MNIST(directory: data, split: .train), command: common.command, directory: folder,
        resumes: training.resume)
    }
  }
}

/// A training of a classifier, whatever its pictures are.
protocol ClassificationRun {
  func carryOut(by options: TrainOptions, on console: Console, isJSON: Bool) throws
}

extension TrainingRun: ClassificationRun {
  func carryOut(by options: TrainOptions, on console: Console, isJSON: Bool) throws {
    try options.carryOut(self, on: console, isJSON: isJSON) {
      let value =
        $0.metric == "accuracy" ? percent($0.value, places: 2) : "\($0.value.rounded(places: 4))"
      return "validation \($0.metric) \(value) "
        + ($0.epoch == 0 ? "with the new last layer alone" : "in epoch \($0.epoch)")
    }
  }
}
