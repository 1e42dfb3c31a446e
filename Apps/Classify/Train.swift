import AppSupport
import ArgumentParser
import Datasets
import Inference
import Training

extension Classify {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a network on handwritten digits in MNIST's files.")

    @Option(help: "Network: lenet5, mlp or convnet.")
    var model: ClassifierArchitecture = .lenet5

    @Option(help: "Folder with train-images-idx3-ubyte[.gz] and train-labels-idx1-ubyte[.gz].")
    var data: String

    @Option(
      help:
        "Distortion: none, light, strong, or pages (strong, with remains of ruled paper and the like)."
    )
    var augmentation: Augmentation = .light

    @Option(help: "Share of the target spread over all classes.")
    var labelSmoothing: Float = 0

    @Option(help: "Weight file of a better network to learn from besides the labels.")
    var teacher: String?

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      if !(0..<1).contains(labelSmoothing) {
        throw ValidationError("--label-smoothing is at least 0 and below 1, not \(labelSmoothing)")
      }
    }

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/\(model.rawValue)")
      var recipe = ClassificationRecipe(model: model, augmentation: augmentation.distortion)
      recipe.labelSmoothing = labelSmoothing
      recipe.teacher = teacher
      recipe.seed = common.seed
      recipe.epochs = training.epochs ?? recipe.epochs
      recipe.batchSize = training.batchSize ?? recipe.batchSize
      recipe.learningRate = training.learningRate ?? recipe.learningRate
      let run = try recipe.run(
        on: MNIST(directory: data, split: .train), command: common.command, directory: folder,
        resumes: training.resume)
      try training.carryOut(run, on: console, isJSON: common.json) {
        "validation accuracy \(percent($0.value, places: 2)) in epoch \($0.epoch)"
      }
    }
  }
}

/// How much training pictures are distorted.
enum Augmentation: String, CaseIterable, ExpressibleByArgument {
  case none, light, strong, pages

  var distortion: DigitAugmentation? {
    switch self {
    case .none: nil
    case .light: .light
    case .strong: .strong
    case .pages: .pages
    }
  }
}
