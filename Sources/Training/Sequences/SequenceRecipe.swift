import Inference
import ModelZoo

/// How a network that reads and writes text is trained: what a user chose, and defaults for the rest.
public struct SequenceRecipe: Sendable, Codable {
  /// How many pieces the tokenizer has.
  public var pieceCount = 6000
  /// The width of an embedding.
  public var embedding = 256
  /// The units of a decoder layer.
  public var units = 384
  /// Layers of the encoder and of the decoder.
  public var layers = 2
  /// The chance of a unit to be dropped.
  public var dropout: Float = 0.25
  /// The share of the target spread over all pieces.
  public var labelSmoothing: Float = 0.1
  /// How often the data is seen.
  public var epochs = 12
  /// Tokens of the longer side in a batch, padding included.
  public var tokensPerBatch = 1600
  /// The peak learning rate of Adam.
  public var learningRate: Float = 2e-3
  /// Epochs without a better figure after which training stops.
  public var patience: Int? = 4
  /// The share of the weights' average that a step keeps.
  public var averageDecay: Float = 0.998
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// A weight file whose network and tokenizer are trained further.
  public var start: String?
  /// The chance of a unit to be dropped while they are; nil where it stays what it was.
  public var startDropout: Float?

  /// How many pieces the tokenizer of those weights is grown to; nil where it stays as it is.
  public var growth: Int?

  /// The chance of a source to be taken away, so that the network learns what is likely without one, too.
  public var sourceDropout: Float = 0

  /// The usual recipe for translators.
  public init() {}

  /// The usual recipe for chat bots.
  public static var chat: SequenceRecipe {
    var recipe = SequenceRecipe()
    recipe.dropout = 0.3
    recipe.labelSmoothing = 0
    recipe.epochs = 10
    recipe.tokensPerBatch = 3000
    recipe.learningRate = 1.5e-3
    recipe.patience = 2
    recipe.sourceDropout = 0.15
    return recipe
  }

  /// The network for a vocabulary.
  func configuration(vocabulary: Int) -> EncoderDecoder.Configuration {
    var configuration = EncoderDecoder.Configuration(vocabulary: vocabulary)
    configuration.embedding = embedding
    configuration.units = units
    configuration.layers = layers
    configuration.dropout = dropout
    return configuration
  }
}
