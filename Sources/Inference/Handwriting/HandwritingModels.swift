import ModelZoo
import NeuralNet

/// A network that reads handwriting, and what its weight file says about it.
public struct HandwritingReaderModel {
  /// The network, in evaluation mode.
  public let network: HandwritingReader
  /// The characters that it knows.
  public let alphabet: InkAlphabet
  /// The texts that it has learnt from, and how often each stood there; empty where the file does not say.
  public let texts: [String: Int]
  /// What the file says.
  public let metadata: ModelMetadata

  /// Reads a weight file.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public init(contentsOf path: String) throws {
    let model = try Pretrained<HandwritingReader>(contentsOf: path)
    (network, metadata) = (model.network, model.metadata)
    guard network.configuration.features == ReaderBatch.featureCount else {
      throw PretrainedError.badConfiguration(
        file: path, found: try network.configuration.json)
    }
    alphabet = InkAlphabet(network.configuration.alphabet)
    texts = try metadata.texts
  }
}

/// A network that writes a text by hand, and what its weight file says about it.
public struct HandwritingSynthesisModel {
  /// The network, in evaluation mode.
  public let network: HandwritingSynthesis
  /// The characters that it knows.
  public let alphabet: InkAlphabet
  /// What the file says.
  public let metadata: ModelMetadata

  /// Reads a weight file.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public init(contentsOf path: String) throws {
    let model = try Pretrained<HandwritingSynthesis>(contentsOf: path)
    (network, metadata) = (model.network, model.metadata)
    alphabet = InkAlphabet(network.configuration.alphabet)
  }
}

extension ModelMetadata {
  /// The texts that were learnt from, and how often each stood there; empty where the file does not say.
  ///
  /// - Throws: `PretrainedError.badMetadata` where they are no JSON object of numbers.
  var texts: [String: Int] {
    get throws {
      guard let text = self["texts"] else { return [:] }
      guard let found = Self.decoded(text, as: [String: Int].self) else {
        throw PretrainedError.badMetadata(file: path, key: "texts", found: text)
      }
      return found
    }
  }

  /// Whole numbers of a key; nil where the file does not say.
  ///
  /// - Throws: `PretrainedError.badMetadata` where they are no JSON array of numbers.
  func numbers(_ key: String) throws -> [Int]? {
    guard let text = self[key] else { return nil }
    guard let found = Self.decoded(text, as: [Int].self) else {
      throw PretrainedError.badMetadata(file: path, key: key, found: text)
    }
    return found
  }
}
