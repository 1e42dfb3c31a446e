import AppSupport
import ArgumentParser
import Datasets
import Foundation
import ModelZoo
import Optimizers
import TensorCore
import Training

extension Classify {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a network on handwritten digits in MNIST's files.")

    @Option(help: "Network: lenet5, mlp or convnet.")
    var model: ClassifierArchitecture = .lenet5

    @Option(help: "Folder with train-images-idx3-ubyte[.gz] and train-labels-idx1-ubyte[.gz].")
    var data: String

    @Option(help: "Distortion of the pictures: none, light or strong.")
    var augmentation: Augmentation = .light

    @Option(help: "Share of the target spread over all classes.")
    var labelSmoothing: Float = 0

    @Option(help: "Weight file of a better network to learn from besides the labels.")
    var teacher: String?

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let all = LabeledImages(try MNIST(directory: data, split: .train))
      var recipe = ClassificationRecipe(model: model, augmentation: augmentation.distortion)
      recipe.labelSmoothing = labelSmoothing
      recipe.teacher = teacher
      recipe.seed = common.seed
      recipe.epochs = training.epochs ?? recipe.epochs
      recipe.batchSize = training.batchSize ?? recipe.batchSize
      recipe.learningRate = training.learningRate ?? recipe.learningRate
      let run = try ClassificationRun(
        recipe, images: all, from: data,
        command: CommandLine.arguments.dropFirst().joined(separator: " "))
      let result = try training.carryOut(
        epochs: recipe.epochs, on: console, firstLoss: run.firstLoss
      ) { observe, isInterrupted in
        try run.train(
          directory: training.out ?? "training/\(model.rawValue)", resumes: training.resume,
          observe: observe, isInterrupted: isInterrupted)
      }
      guard let result else { return }
      if common.json {
        try console.result(json: result)
      } else {
        console.result(
          "\(result.weights): validation accuracy \(percent(result.accuracy, places: 2)) "
            + "in epoch \(result.epoch)")
      }
    }
  }
}

extension ClassifierArchitecture: ExpressibleByArgument {}

/// How much training pictures are distorted.
enum Augmentation: String, CaseIterable, ExpressibleByArgument {
  case none, light, strong

  var distortion: DigitAugmentation? {
    switch self {
    case .none: nil
    case .light: .light
    case .strong: .strong
    }
  }
}
