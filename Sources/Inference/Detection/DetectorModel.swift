import Datasets
import ModelZoo
import NeuralNet
import Safetensors

/// A detector and what its weight file says about it.
public struct DetectorModel {
  /// The network, in evaluation mode.
  public let network: Detector
  /// The names of the classes.
  public let labels: [String]
  /// The longer side of the input that it was trained with.
  public let side: Int
  /// What the file says.
  public let metadata: ModelMetadata

  /// Whether an input may have this longer side: a multiple of 32 from 64 to 2048.
  public static func isSide(_ side: Int) -> Bool { (64...2048).contains(side) && side % 32 == 0 }

  /// Reads a weight file.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public init(contentsOf path: String) throws {
    let model = try Pretrained<Detector>(contentsOf: path)
    (network, metadata) = (model.network, model.metadata)
    let (named, count) = (try metadata.labels, network.configuration.classCount)
    guard named.isEmpty || named.count == count,
      !named.contains(where: { $0.contains(where: \.isNewline) })
    else {
      throw PretrainedError.badMetadata(file: path, key: "labels", found: metadata["labels"])
    }
    labels = named.isEmpty ? (0..<count).map(String.init) : named
    guard let side = Int(metadata["side"] ?? "320"), Self.isSide(side) else {
      throw PretrainedError.badMetadata(file: path, key: "side", found: metadata["side"])
    }
    self.side = side
  }

  /// What a detector's weight file says of itself.
  public static func metadata(
    of network: Detector, labels: [String], side: Int, adding more: [String: String]
  ) throws -> [String: String] {
    var values = more
    values["labels"] = try ModelMetadata.encoded(labels)
    values["side"] = String(side)
    return try network.metadata(adding: values)
  }
}
