import Datasets
import Files
import ModelZoo
import Optimizers
import Safetensors
import Subwords
import TensorCore
import Training

/// A network that reads and writes text, about to be trained.
public final class SequenceRun {
  private let recipe: SequenceRecipe
  private let material: SequenceMaterial
  private let directory: String
  private let resumes: Bool
  private let model: SequenceModel
  private let task: SequenceTask

  /// A run on this material.
  ///
  /// The tokenizer is learnt from it, or read from `directory` where the run goes on from there, or is that of the
  /// weights to start from.
  /// - Parameter figures: makes what measures the model after each epoch, given the validation loss.
  init(
    _ recipe: SequenceRecipe, _ material: SequenceMaterial, directory: String, resumes: Bool,
    figures: (SequenceModel) throws -> (Double) throws -> [Metric]
  ) throws {
    self.recipe = recipe
    self.directory = directory
    self.resumes = resumes
    self.material = material
    let random = RandomSource(seed: recipe.seed)
    if let path = recipe.start {
      let start = try SequenceModel(contentsOf: path, random: random)
      let sentences = recipe.growth == nil ? [] : material.sentences
      let grown =
        try recipe.growth.map {
          try start.grown(to: $0, on: sentences, symbols: CopyMarks.symbols, random: random)
        } ?? start
      model = SequenceModel(
        network: grown.network, codec: grown.codec, remarks: material.remarks)
    } else {
      let tokenizer =
        resumes
        ? try SubwordTokenizer(contentsOf: "\(directory)/\(SequenceModel.tokenizerName)")
        : try SubwordTokenizer.trained(
          on: material.sentences, pieceCount: recipe.pieceCount,
          controls: material.startPieces,
          symbols: CopyMarks.symbols(pieceCount: recipe.pieceCount) + material.symbols)
      let network = EncoderDecoder(
        recipe.configuration(vocabulary: tokenizer.count), random: random)
      model = SequenceModel(
        network: network, codec: TextCodec(tokenizer), remarks: material.remarks)
    }
    let codec = model.codec
    let drawn = material.drawn.map { draw in
      { (epoch: Int) in draw(epoch).compactMap { try? codec.tokens($0) } }
    }
    let training =
      try drawn?(0)
      ?? material.training.flatMap { part in
        let tokens = try part.pairs.map { try codec.tokens($0) }
        return (0..<part.repetitions).flatMap { _ in tokens }
      }
    task = SequenceTask(
      model.network, training: training, drawn: drawn,
      validation: try material.validation.map { try codec.tokens($0) },
      tokensPerBatch: recipe.tokensPerBatch,
      optimizer: Adam(model.network.parameters, learningRate: recipe.learningRate),
      averageDecay: recipe.averageDecay, labelSmoothing: recipe.labelSmoothing,
      sourceDropout: recipe.sourceDropout, end: SubwordTokenizer.end, seed: recipe.seed,
      random: random, goal: material.goal, figures: try figures(model))
  }

  /// The loss of one step, to see that everything fits.
  public func firstLoss() throws -> Double {
    let report = try task.step(task.batch(at: [0], epoch: 0))
    return report.sums["loss", default: 0] / Double(max(report.sampleCount, 1))
  }

  /// The pairs of an epoch in the form that the network is shown.
  public func pairs(epoch: Int) -> [SentencePair] {
    let pairs = material.drawn?(epoch) ?? material.training.flatMap(\.pairs)
    return pairs.map { SentencePair(source: $0.source, target: $0.target) }
  }

  /// What came of a training.
  public struct Result {
    /// The weight file.
    public let weights: String
    /// The best epoch.
    public let epoch: Int
    /// Its figure.
    public let value: Double
  }

  /// Trains to the end; nil where the user stops it.
  public func train(
    observe: @escaping (TrainingEvent) -> Void, isInterrupted: @escaping () -> Bool
  ) throws -> Result? {
    let steps = task.sampleCount * recipe.epochs
    let options = TrainingOptions(
      epochs: recipe.epochs, batchSize: 1, learningRate: recipe.learningRate,
      schedule: .oneCycle(total: steps, warmUp: 0.15), seed: recipe.seed, directory: directory,
      resumes: resumes, patience: recipe.patience, subject: subject)
    let trainer = try Trainer(
      task, options: options, observe: observe, isInterrupted: isInterrupted)
    try AtomicFile.write(
      model.codec.tokenizer.bytes, to: "\(directory)/\(SequenceModel.tokenizerName)")
    guard try trainer.run() == .finished, let best = trainer.best else { return nil }
    try model.network.load(state: WeightFile(contentsOf: trainer.bestPath).tensors)
    var remarks = material.remarks
    remarks["metric"] = "validation \(task.goal.metric) \(best.value)"
    try SequenceModel(network: model.network, codec: model.codec, remarks: remarks)
      .write(to: directory)
    return Result(
      weights: "\(directory)/\(SequenceModel.weightsName)", epoch: best.epoch, value: best.value)
  }

  /// What a checkpoint must agree with besides the trainer's own options.
  private var subject: String {
    "\(material.subject), \(model.network.configuration), "
      + "\(recipe.tokensPerBatch) tokens a batch, label smoothing \(recipe.labelSmoothing), "
      + "average decay \(recipe.averageDecay)"
      + (recipe.sourceDropout > 0 ? ", source dropout \(recipe.sourceDropout)" : "")
  }
}

extension TextCodec {
  /// A pair as the network is shown it.
  func tokens(_ pair: TextPair) throws -> TokenPair {
    guard let start = tokenizer.id(of: pair.startPiece) else {
      throw SubwordError.missingPiece(file: "the tokenizer", piece: pair.startPiece)
    }
    let pair = CopyMarks.withoutKinds(pair, for: tokenizer)
    return TokenPair(
      source: try sourceTokens(pair.source),
      target: Array(try tokenizer.encode(pair.target).prefix(TextCodec.longestSource)),
      start: start)
  }
}
