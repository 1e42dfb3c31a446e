import Files
import ModelZoo
import Safetensors
import Subwords
import TensorCore

/// A network that reads and writes text, its tokenizer, and what its weight file says: a folder with
/// `model.safetensors` and `tokenizer.model`.
public struct SequenceModel {
  /// What weight files call the network.
  public static let architecture = "encoder-decoder"
  /// The names of the files in a model's folder.
  public static let weightsName = "model.safetensors"
  /// The tokenizer's file beside the weights.
  public static let tokenizerName = "tokenizer.model"

  /// The network.
  public let network: EncoderDecoder
  /// Text ↔ tokens.
  public let codec: TextCodec
  /// The weight file's remarks.
  public let remarks: [String: String]

  /// A model from its parts.
  public init(network: EncoderDecoder, codec: TextCodec, remarks: [String: String]) {
    self.network = network
    self.codec = codec
    self.remarks = remarks
  }

  /// Reads a weight file and the tokenizer beside it; the network is in evaluation mode.
  ///
  /// - Parameter random: where dropout draws from, should the network be trained further.
  /// - Throws: `FileError`, `SafetensorsError`, `NetworkFileError` or `SubwordError`.
  public init(contentsOf path: String, random: RandomSource = RandomSource(seed: 0)) throws {
    let file = try NetworkFile(contentsOf: path, architecture: SequenceModel.architecture)
    let tokenizerPath = SequenceModel.tokenizerPath(beside: path)
    let tokenizer = try SubwordTokenizer(contentsOf: tokenizerPath)
    let configuration: EncoderDecoder.Configuration = try file.configuration(
      parameterCount: \.parameterCount)
    guard configuration.vocabulary == tokenizer.count else {
      throw SubwordError.otherModel(
        file: tokenizerPath, weights: path,
        reason: "it has \(tokenizer.count) pieces, expected \(configuration.vocabulary)")
    }
    network = EncoderDecoder(configuration, random: random)
    try file.fill(network)
    codec = TextCodec(tokenizer)
    remarks = file.weights.metadata
  }

  /// Writes the model's two files into a folder.
  public func write(to folder: String) throws {
    try AtomicFile.write(
      codec.tokenizer.bytes, to: "\(folder)/\(SequenceModel.tokenizerName)")
    try NetworkFile.content(
      of: network, architecture: SequenceModel.architecture,
      configuration: network.configuration, remarks: remarks
    ).write(to: "\(folder)/\(SequenceModel.weightsName)", as: .float16)
  }

  /// The tokenizer's file beside a weight file.
  static func tokenizerPath(beside path: String) -> String {
    (path.lastIndex(of: "/").map { String(path[...$0]) } ?? "") + tokenizerName
  }
}
