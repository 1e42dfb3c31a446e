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

  /// Samples that a writer's hand must have been learnt from to be offered.
  private static let sampleLimit = 20

  /// The rows of the writers' vectors that are offered: those that the file names, in its order, or else `taughtHands`.
  ///
  /// - Throws: `PretrainedError.badMetadata`.
  package var hands: [Int] {
    get throws {
      guard let named = try metadata.numbers("hands") else { return try taughtHands }
      guard !named.isEmpty, Set(named).count == named.count,
        named.allSatisfy({ (1...network.configuration.writerCount).contains($0) })
      else {
        throw PretrainedError.badMetadata(
          file: metadata.path, key: "hands", found: metadata["hands"])
      }
      return named
    }
  }

  /// The rows of the writers' vectors that twenty samples or more taught, those with the most first; all where there are none, or
  /// where the file does not say.
  package var taughtHands: [Int] {
    get throws {
      let count = network.configuration.writerCount
      guard let samples = try metadata.numbers("writer_samples"), samples.count == count
      else { return Array(1..<count + 1) }
      let ordered = samples.indices.sorted { (-samples[$0], $0) < (-samples[$1], $1) }
      let taught = ordered.filter { samples[$0] >= Self.sampleLimit }
      return (taught.isEmpty ? ordered : taught).map { $0 + 1 }
    }
  }
}

extension HandwritingSynthesis {
  /// What tells these weights from others: style files name it, because a hand's numbers mean nothing to another network. FNV-1a of
  /// the writers' vectors and the last layer.
  public var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for weights in [writers.weight, out.weight] {
      weights.value.withUnsafeValues { values in
        for value in values { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01B3 }
      }
    }
    return String(hash, radix: 16)
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
