import Datasets
import Files
import ModelZoo
import Optimizers
import Safetensors
import Subwords
import TensorCore
import Training

/// A translator about to be trained.
public final class TranslationRun {
  private let recipe: TranslationRecipe
  private let corpora: [TranslationCorpus]
  private let command: String
  private let directory: String
  private let resumes: Bool
  private let model: SequenceModel
  private let task: SequenceTask

  /// A run on these corpora.
  ///
  /// The tokenizer is learnt from them, or read from `directory` where the run goes on from there, or is that of the
  /// weights to start from.
  /// - Parameter command: the command line, for the weight file's remarks.
  public init(
    _ recipe: TranslationRecipe, corpora: [TranslationCorpus], command: String,
    directory: String, resumes: Bool
  ) throws {
    self.recipe = recipe
    self.corpora = corpora
    self.command = command
    self.directory = directory
    self.resumes = resumes
    let random = RandomSource(seed: recipe.seed)
    let prepared = corpora.map {
      $0.prepared($0.training, markChance: recipe.markChance, seed: recipe.seed)
    }
    var start: SequenceModel?
    let tokenizer: SubwordTokenizer
    if let path = recipe.start {
      let loaded = try SequenceModel(contentsOf: path, random: random)
      (start, tokenizer) = (loaded, loaded.codec.tokenizer)
    } else if resumes {
      tokenizer = try SubwordTokenizer(
        contentsOf: "\(directory)/\(SequenceModel.tokenizerName)")
    } else {
      tokenizer = try SubwordTokenizer.trained(
        on: TranslationRun.sentences(prepared), pieceCount: recipe.pieceCount,
        controls: Set(corpora.map(\.direction.startPiece)).sorted(),
        symbols: CopyMarks.marks.map { String($0) })
    }
    let network =
      start?.network
      ?? EncoderDecoder(recipe.configuration(vocabulary: tokenizer.count), random: random)
    let codec = TextCodec(tokenizer)
    model = SequenceModel(
      network: network, codec: codec, remarks: [:])
    let training = try zip(corpora, prepared).flatMap { corpus, pairs in
      let tokens = try TranslationRun.tokens(pairs, corpus.direction, codec)
      return (0..<corpus.repetitions).flatMap { _ in tokens }
    }
    let translator = Translator(model, directions: corpora.map(\.direction))
    let validation = try corpora.flatMap {
      try TranslationRun.tokens(
        $0.prepared($0.validation, markChance: 0, seed: 0), $0.direction, codec)
    }
    task = SequenceTask(
      network, training: training, validation: validation,
      tokensPerBatch: recipe.tokensPerBatch,
      optimizer: Adam(network.parameters, learningRate: recipe.learningRate),
      averageDecay: recipe.averageDecay, labelSmoothing: recipe.labelSmoothing,
      end: SubwordTokenizer.end, seed: recipe.seed, random: random, goal: ("bleu", true),
      figures: { try TranslationRun.figures(translator, corpora) })
  }

  /// BLEU of greedy translations in each direction, and their mean.
  private static func figures(_ translator: Translator, _ corpora: [TranslationCorpus]) throws
    -> [Metric]
  {
    var options = Translator.Options()
    options.beam = 1
    let scores = try corpora.map { corpus in
      let groups = TranslationCorpus.grouped(corpus.validation)
      let sample = stride(from: 0, to: groups.count, by: max(1, groups.count / sampleCount))
        .map { groups[$0] }
      return Metric(
        "bleu \(corpus.direction)",
        try TranslationEvaluation(
          of: translator, corpus.direction, on: sample, options: options
        ).bleu.score)
    }
    let mean = scores.reduce(0) { $0 + $1.value } / Double(scores.count)
    return [Metric("bleu", mean)] + (scores.count > 1 ? scores : [])
  }

  /// About how many validation sentences of each direction an epoch's BLEU is of.
  private static let sampleCount = 500

  /// The loss of one step, to see that everything fits.
  public func firstLoss() throws -> Double {
    let report = try task.step(task.batch(at: [0], epoch: 0))
    return report.sums["loss", default: 0] / Double(max(report.sampleCount, 1))
  }

  /// Trains to the end; nil where the user stops it.
  ///
  /// - Returns: the weight file, and the best epoch with its figure.
  public func train(
    observe: @escaping (TrainingEvent) -> Void, isInterrupted: @escaping () -> Bool
  ) throws -> (weights: String, epoch: Int, value: Double)? {
    let steps = task.sampleCount * recipe.epochs
    let options = TrainingOptions(
      epochs: recipe.epochs, batchSize: 1, learningRate: recipe.learningRate,
      schedule: .oneCycle(total: steps, warmUp: 0.15), seed: recipe.seed, directory: directory,
      resumes: resumes, patience: recipe.patience, subject: subject)
    let trainer = try Trainer(task, options: options, observe: observe, isInterrupted: isInterrupted)
    try AtomicFile.write(
      model.codec.tokenizer.bytes, to: "\(directory)/\(SequenceModel.tokenizerName)")
    guard try trainer.run() == .finished, let best = trainer.best else { return nil }
    try model.network.load(state: WeightFile(contentsOf: trainer.bestPath).tensors)
    let remarks = [
      "directions": corpora.map(\.direction.description).joined(separator: ","),
      "data": corpora.map { "\($0.training.count) pairs \($0.direction)" }.joined(separator: ", "),
      "metric": "validation \(task.goal.metric) \(best.value)",
      "command": "translate " + command,
    ]
    try SequenceModel(network: model.network, codec: model.codec, remarks: remarks)
      .write(to: directory)
    return ("\(directory)/\(SequenceModel.weightsName)", best.epoch, best.value)
  }

  /// What a checkpoint must agree with besides the trainer's own options.
  private var subject: String {
    let texts = corpora.map {
      "\($0.direction) \($0.training.count) pairs \($0.repetitions) times"
    }
    return "\(texts.joined(separator: ", ")), \(model.network.configuration), "
      + "\(recipe.tokensPerBatch) tokens a batch, label smoothing \(recipe.labelSmoothing), "
      + "marks \(recipe.markChance), average decay \(recipe.averageDecay)"
  }

  /// All different sentences of both sides, in a fixed order.
  private static func sentences(_ corpora: [[SentencePair]]) -> [String] {
    Set(corpora.joined().flatMap { [$0.source, $0.target] }).sorted()
  }

  private static func tokens(_ pairs: [SentencePair], _ direction: Direction, _ codec: TextCodec)
    throws -> [TokenPair]
  {
    guard let start = codec.tokenizer.id(of: direction.startPiece) else {
      throw SubwordError.missingPiece(file: "the tokenizer", piece: direction.startPiece)
    }
    return try pairs.map { pair in
      TokenPair(
        source: try codec.sourceTokens(pair.source),
        target: Array(try codec.tokenizer.encode(pair.target).prefix(TextCodec.longestSource)),
        start: start)
    }
  }
}
