import Datasets
import Inference
import ModelZoo
import Optimizers
import TensorCore

/// A network that reads and writes text, about to be trained.
public struct SequenceTraining {
  /// The training itself.
  public let run: TrainingRun<SequenceTask>
  private let material: SequenceMaterial

  /// A training on this material.
  ///
  /// The tokenizer is learnt from it, or read from `directory` where the run goes on from there, or is that of the
  /// weights to start from.
  /// - Parameter figures: makes what measures the model after each epoch, given the validation loss.
  init(
    _ recipe: SequenceRecipe, _ material: SequenceMaterial, directory: String, resumes: Bool,
    figures: (SequenceModel) throws -> (Double) throws -> [Metric]
  ) throws {
    self.material = material
    let random = RandomSource(seed: recipe.seed)
    let model = try Self.model(recipe, material, resumes ? directory : nil, random)
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
    let task = SequenceTask(
      model.network, training: training, drawn: drawn,
      validation: try material.validation.map { try codec.tokens($0) },
      tokensPerBatch: recipe.tokensPerBatch,
      optimizer: Adam(model.network.parameters, learningRate: recipe.learningRate),
      averageDecay: recipe.averageDecay, labelSmoothing: recipe.labelSmoothing,
      sourceDropout: recipe.sourceDropout, end: SubwordTokenizer.end, seed: recipe.seed,
      random: random, monitor: material.monitor, figures: try figures(model))
    let options = TrainingOptions(
      epochs: recipe.epochs, schedule: { .oneCycle(total: $0, warmUp: 0.15) }, seed: recipe.seed,
      directory: directory, resumes: resumes, patience: recipe.patience)
    run = try TrainingRun(
      task, recipe: Fingerprint(recipe: recipe, data: material.data), options: options,
      files: [SequenceModel.tokenizerName: codec.tokenizer.bytes]
    ) { result in
      try model.network.metadata(
        adding: material.metadata.merging(["metric": "validation \(result.metric) \(result.value)"])
        { $1 })
    }
  }

  /// What a resumed run must agree with.
  private struct Fingerprint: Encodable {
    let recipe: SequenceRecipe
    let data: String
  }

  private static func model(
    _ recipe: SequenceRecipe, _ material: SequenceMaterial, _ resumed: String?,
    _ random: RandomSource
  ) throws -> SequenceModel {
    if let path = recipe.start {
      let start = try SequenceModel(contentsOf: path, random: random)
        .dropping(recipe.startDropout, random)
      guard let size = recipe.growth else {
        return SequenceModel(
          network: start.network, codec: start.codec, metadata: material.metadata)
      }
      let grown = try start.grown(
        to: size, on: material.sentences, symbols: CopyMarks.symbols, random: random)
      return SequenceModel(
        network: grown.network, codec: grown.codec, metadata: material.metadata)
    }
    let tokenizer =
      try resumed.map {
        try SubwordTokenizer(contentsOf: "\($0)/\(SequenceModel.tokenizerName)")
      }
      ?? SubwordTokenizer.trained(
        on: material.sentences, pieceCount: recipe.pieceCount, controls: material.startPieces,
        symbols: CopyMarks.symbols(pieceCount: recipe.pieceCount) + material.symbols)
    let network = EncoderDecoder(
      recipe.configuration(vocabulary: tokenizer.count), .random(random))
    return SequenceModel(
      network: network, codec: TextCodec(tokenizer), metadata: material.metadata)
  }

  /// The pairs of an epoch in the form that the network is shown.
  public func pairs(epoch: Int) -> [SentencePair] {
    let pairs = material.drawn?(epoch) ?? material.training.flatMap(\.pairs)
    return pairs.map { SentencePair(source: $0.source, target: $0.target) }
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

extension CopyMarks {
  /// A pair with the marks of names in the place of those that a tokenizer lacks.
  static func withoutKinds(_ pair: TextPair, for tokenizer: SubwordTokenizer) -> TextPair {
    var result = pair
    let used = Set(pair.source.filter(all.contains))
    var free = marks.filter { !used.contains($0) }
    for mark in used.sorted() where tokenizer.id(of: String(mark)) == nil {
      let other = free.popLast().map { String($0) } ?? ""
      result.source = result.source.replacing(String(mark), with: other)
      result.target = result.target.replacing(String(mark), with: other)
    }
    return result
  }
}
