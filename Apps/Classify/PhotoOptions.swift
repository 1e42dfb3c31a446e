import AppSupport
import ArgumentParser
import Inference
import Training

/// What concerns photographs alone.
struct PhotoOptions: ParsableArguments {
  @Flag(help: "Begin with random weights instead of those that ship.")
  var fromScratch = false

  @Flag(help: "Go on teaching all layers of --weights, which know the same classes.")
  var allLayers = false

  @Option(help: "Weight file to begin with (default: the one that ships for --model).")
  var weights: String?

  @Option(help: "α of mixup, 0 for none (default: the recipe's).")
  var mixup: Float?

  @Option(help: "Smallest share of a picture's area that a random part has.")
  var minimumArea: Float?

  @Option(help: "Largest change of brightness, contrast and saturation, as a share.")
  var colorJitter: Float?

  @Option(help: "Share of each class that is kept for validation.")
  var validationShare: Float?

  /// The first of these options that was given.
  var chosen: String? {
    let given = [
      ("--from-scratch", fromScratch), ("--all-layers", allLayers), ("--weights", weights != nil),
      ("--mixup", mixup != nil),
      ("--minimum-area", minimumArea != nil), ("--color-jitter", colorJitter != nil),
      ("--validation-share", validationShare != nil),
    ]
    return given.first(where: \.1)?.0
  }

  func validate() throws {
    if fromScratch && allLayers {
      throw ValidationError("--all-layers goes on from weights and --from-scratch has none")
    }
    if fromScratch && weights != nil {
      throw ValidationError(
        "--weights begins with a trained network and --from-scratch with none; give one of them")
    }
    try (0...1).check("--mixup", mixup)
    try (0.01...1).check("--minimum-area", minimumArea)
    try (0...0.9).check("--color-jitter", colorJitter)
    try (0...0.9).check("--validation-share", validationShare)
  }

  /// The training that was asked for.
  func run(
    _ command: Classify.Train, _ model: ClassifierPreset, _ folder: String, console: Console
  ) throws -> any ClassificationRun {
    fromScratch || allLayers
      ? try training(command, model, folder, console) : try tuning(command, model, folder, console)
  }

  private func tuning(
    _ command: Classify.Train, _ model: ClassifierPreset, _ folder: String, _ console: Console
  ) throws -> any ClassificationRun {
    let file = try weights.map(WeightOption.file) ?? ShippedData.weights(of: model.rawValue)
    var recipe = FineTuningRecipe(weights: file)
    choose(in: &recipe, command)
    recipe.minimumArea = minimumArea ?? recipe.minimumArea
    let base = try ClassifierModel(contentsOf: file)
    let side = base.transforms.side ?? base.network.inputShape[0]
    let data = try photos(command.data, side, recipe.validationShare, recipe.seed, console)
    recipe.epochs = command.training.epochs ?? FineTuningRecipe.usualEpochs(on: data)
    return try recipe.run(
      from: base, on: data, command: command.common.command, directory: folder,
      resumes: command.training.resume, makesHead: !command.training.dryRun)
  }

  private func training(
    _ command: Classify.Train, _ model: ClassifierPreset, _ folder: String, _ console: Console
  ) throws -> any ClassificationRun {
    var recipe = PhotoRecipe(model: model)
    choose(in: &recipe, command)
    recipe.minimumArea = minimumArea ?? recipe.minimumArea
    recipe.teacher = command.teacher
    if allLayers {
      recipe.start = try weights.map(WeightOption.file) ?? ShippedData.weights(of: model.rawValue)
    }
    let side = recipe.sizes.map(\.side).max() ?? 64
    let data = try photos(command.data, side, recipe.validationShare, recipe.seed, console)
    if recipe.teacher != nil { console.remark("asking the teacher about each picture first") }
    return try recipe.run(
      on: data, command: command.common.command, directory: folder,
      resumes: command.training.resume, keepsLogits: !command.training.dryRun
    )
  }

  private func choose(in recipe: inout some PhotoClassificationRecipe, _ command: Classify.Train) {
    command.training.choose(in: &recipe, seed: command.common.seed)
    recipe.labelSmoothing = command.labelSmoothing ?? recipe.labelSmoothing
    recipe.mixup = mixup ?? recipe.mixup
    recipe.colorJitter = colorJitter ?? recipe.colorJitter
    recipe.validationShare = validationShare ?? recipe.validationShare
  }

  private func photos(
    _ folder: String, _ side: Int, _ share: Float, _ seed: UInt64, _ console: Console
  ) throws -> PhotoData {
    let data = try PhotoData(folder: folder, side: side, validationShare: share, seed: seed)
    for file in data.skipped { console.remark("skipped: \(file.reason)") }
    console.remark(
      "\(data.training.count) pictures of \(data.classNames.count) classes to learn from, "
        + "\(data.validation.count) to check with")
    return data
  }
}
