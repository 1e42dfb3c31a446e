import Datasets
import Imaging
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import Platform
import Safetensors
import TensorCore

/// Why pictures teach no colours.
public enum ColorizationTrainingError: DescribedError, Equatable {
  /// Too few pictures have colour.
  case tooFew(directory: String, count: Int)

  /// One sentence naming folder and cause.
  public var description: String {
    switch self {
    case .tooFew(let directory, let count):
      "\(directory): only \(count) of its pictures can be read and have colour; 2 are needed at least"
    }
  }
}

/// How a network is taught colours: what a user chose, and the usual choices for the rest.
public struct ColorizationRecipe: Sendable, Codable {
  /// What is learnt.
  public var objective = ColorNet.Configuration.Objective.classification
  /// The weight file to begin with; nil for random weights.
  public var weights: String?
  /// Channels at full size, for random weights.
  public var width = 48
  /// The side of the squares that the network sees.
  public var side = 64
  /// The most pictures that are used, chosen at random.
  public var pictureLimit: Int?
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// How often the pictures are seen.
  public var epochs: Int
  /// Pictures a step.
  public var batchSize = 32
  /// The peak learning rate of AdamW.
  public var learningRate: Float
  /// The most pictures that are kept for validation, a tenth where there are fewer.
  public var validationLimit = 500

  /// The usual recipe, from a weight file or from random weights.
  public init(weights: String?) {
    self.weights = weights
    epochs = weights == nil ? 10 : 5
    learningRate = weights == nil ? 2e-3 : 3e-4
  }

  /// A training on the pictures below a folder.
  ///
  /// - Parameters:
  ///   - command: the command line, for the weight file's metadata.
  ///   - remark: is told of pictures that are passed over, and of what was found.
  public func run(
    on directory: String, command: String, output: String, resumes: Bool = false,
    remark: (String) -> Void
  ) throws -> TrainingRun<ColorizationTask<PictureTree>> {
    let tree = try PictureTree(directory: directory, reducedTo: 2 * side)
    let base = try weights.map { try ColorizerModel(contentsOf: $0) }
    let order = RandomSource(seed: seed, stream: 2).permutation(tree.count)
    let chosen = Subset(tree, order.prefix(pictureLimit ?? tree.count))
    let bins = base.map { ColorRarity(of: $0.network).bins } ?? .sRGB()
    let survey = ColorSurvey(of: chosen, bins: bins) { remark("left out: \($0)") }
    guard survey.coloured.count >= 2 else {
      throw ColorizationTrainingError.tooFew(directory: directory, count: survey.coloured.count)
    }
    let classes = tree.classNames.count > 1 ? tree.classNames : []
    remark(
      "\(survey.coloured.count) of \(chosen.count) pictures have colour"
        + (classes.isEmpty ? "" : "; \(classes.count) folders are classes"))
    let network = try makeNetwork(base, bins, survey, classes)
    let labels = classes.isEmpty ? base?.labels ?? [] : classes
    let held = max(min(validationLimit, survey.coloured.count / 10), 1)
    let pictures = survey.coloured.map { order[$0] }
    let task = ColorizationTask(
      network, training: Subset(tree, pictures.dropFirst(held)),
      validation: Subset(tree, pictures.prefix(held)), side: side, batchSize: batchSize,
      learningRate: learningRate, learnsClasses: !classes.isEmpty, seed: seed)
    let options = TrainingOptions(
      epochs: epochs, schedule: { .oneCycle(total: $0, warmUp: 0.15) }, seed: seed,
      directory: output, resumes: resumes)
    return try TrainingRun(
      task, recipe: Fingerprint(recipe: self, pictures: pictures.count), options: options,
      fullPrecision: ColorizerModel.fullPrecision
    ) { result in
      try network.metadata(adding: [
        "labels": ModelMetadata.encoded(labels),
        "data": "\(pictures.count - held) pictures with colour below \(directory)",
        "metric": "validation auc_rebalanced \(result.value), \(held) pictures",
        "command": "colorize " + command,
      ])
    }
  }

  /// A network for this objective and these classes, with a file's weights as far as they fit.
  private func makeNetwork(
    _ base: ColorizerModel?, _ bins: ColorBins, _ survey: ColorSurvey, _ classes: [String]
  ) throws -> ColorNet {
    var configuration = base?.network.configuration ?? ColorNet.Configuration(width: width)
    configuration.objective = objective
    configuration.binCount = bins.centers.count
    if !classes.isEmpty { configuration.classCount = classes.count }
    if base == nil && classes.isEmpty { configuration.classCount = 1 }
    let network = ColorNet(configuration, .random(seed: seed))
    guard let base else {
      network.ab.tensor = Tensor(
        bins.centers.flatMap { [$0.x, $0.y] }, shape: [bins.centers.count, 2])
      network.rebalance.tensor = Tensor(
        ColorRarity(bins: bins, frequencies: survey.frequencies).lossWeights)
      return network
    }
    var state = base.network.state
    if !classes.isEmpty && classes != base.labels { state = state.without("fc") }
    if objective != base.network.configuration.objective { state = state.without("out") }
    try network.load(state: state.merging(network.state) { known, _ in known })
    return network
  }

  /// What a resumed run must agree with.
  private struct Fingerprint: Encodable {
    let recipe: ColorizationRecipe
    let pictures: Int
  }
}

extension [String: Tensor] {
  /// All but a layer's tensors.
  fileprivate func without(_ layer: String) -> [String: Tensor] {
    filter { !$0.key.hasPrefix(layer + ".") }
  }
}
