import ArgumentParser
import Training

/// What a user may choose of a network that reads and writes text, and of its training.
public struct NetworkOptions: ParsableArguments {
  @Option(help: "Size of the vocabulary; that of weights to go on from is grown to it.")
  var vocabulary: Int?

  @Option(help: "Units of a decoder layer.")
  var units: Int?

  @Option(help: "Width of an embedding.")
  var embedding: Int?

  @Option(help: "Layers of encoder and decoder.")
  var layers: Int?

  @Option(help: "Chance of a unit to be dropped while training.")
  var dropout: Float?

  @Option(help: "Share of the target spread over all pieces.")
  var labelSmoothing: Float?

  @Option(help: "Epochs without a better figure after which training stops.")
  var patience: Int?

  /// The recipe's own choices.
  public init() {}

  /// Refuses what makes no sense.
  public func validate() throws {
    try (50...100_000).check("--vocabulary", vocabulary)
    try (2...8192).check("--units", units)
    try (1...8192).check("--embedding", embedding)
    try (1...16).check("--layers", layers)
    try (1...1_000_000).check("--patience", patience)
    if let units, units % 2 != 0 { throw ValidationError("--units is even, not \(units)") }
    for (name, value) in [("--dropout", dropout), ("--label-smoothing", labelSmoothing)] {
      if let value, !(0..<1).contains(value) {
        throw ValidationError("\(name) is at least 0 and below 1, not \(value)")
      }
    }
  }

  /// A recipe with what the user chose in the place of its own.
  ///
  /// - Parameter start: weights to go on from.
  /// - Throws: `ValidationError` where the network of those weights would have to be another.
  public func recipe(
    _ usual: SequenceRecipe, _ training: TrainOptions, start: String?, seed: UInt64
  ) throws -> SequenceRecipe {
    if start != nil {
      for (name, value) in [("--units", units), ("--embedding", embedding), ("--layers", layers)]
      where value != nil {
        throw ValidationError("\(name) is for a new network: that of --weights keeps its own")
      }
    }
    var recipe = usual
    recipe.pieceCount = vocabulary ?? recipe.pieceCount
    recipe.units = units ?? recipe.units
    recipe.embedding = embedding ?? recipe.embedding
    recipe.layers = layers ?? recipe.layers
    recipe.dropout = dropout ?? recipe.dropout
    recipe.labelSmoothing = labelSmoothing ?? recipe.labelSmoothing
    recipe.patience = patience ?? recipe.patience
    recipe.start = start
    recipe.startDropout = start == nil ? nil : dropout
    recipe.growth = start == nil ? nil : vocabulary
    recipe.seed = seed
    recipe.epochs = training.epochs ?? recipe.epochs
    recipe.tokensPerBatch = training.batchSize ?? recipe.tokensPerBatch
    recipe.learningRate = training.learningRate ?? recipe.learningRate
    return recipe
  }
}
