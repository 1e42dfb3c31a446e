import Files
import ModelZoo
import Safetensors
import TensorCore

/// A network that reads and writes text, its tokenizer, and what its weight file says: a folder with
/// `model.safetensors` and `tokenizer.model`.
public struct SequenceModel {
  /// The names of the files in a model's folder.
  public static let weightsName = "model.safetensors"
  /// The tokenizer's file beside the weights.
  public static let tokenizerName = "tokenizer.model"

  /// The network.
  public let network: EncoderDecoder
  /// Text ↔ tokens.
  public let codec: TextCodec
  /// What the weight file says.
  public let metadata: [String: String]

  /// A model from its parts.
  public init(network: EncoderDecoder, codec: TextCodec, metadata: [String: String]) {
    self.network = network
    self.codec = codec
    self.metadata = metadata
  }

  /// Reads a weight file and the tokenizer beside it; the network is in evaluation mode.
  ///
  /// - Parameter random: where dropout draws from, should the network be trained further.
  /// - Throws: `FileError`, `SafetensorsError`, `PretrainedError` or `SubwordError`.
  public init(contentsOf path: String, random: RandomSource = RandomSource(seed: 0)) throws {
    let file = try WeightFile(contentsOf: path)
    let tokenizerPath = SequenceModel.tokenizerPath(beside: path)
    let tokenizer = try SubwordTokenizer(contentsOf: tokenizerPath)
    let model = try Pretrained<EncoderDecoder>(file, path: path, random: random) {
      guard $0.vocabulary == tokenizer.count else {
        throw SubwordError.otherModel(
          file: tokenizerPath, weights: path,
          reason: "it has \(tokenizer.count) pieces, expected \($0.vocabulary)")
      }
    }
    network = model.network
    codec = TextCodec(tokenizer)
    metadata = model.metadata.values
  }

  /// The tokenizer's file beside a weight file.
  static func tokenizerPath(beside path: String) -> String {
    (path.lastIndex(of: "/").map { String(path[...$0]) } ?? "") + tokenizerName
  }
}
