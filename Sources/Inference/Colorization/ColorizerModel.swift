import ModelZoo
import NeuralNet
import Safetensors
import TensorCore

/// A network that colours pictures, and what its weight file says about it.
public struct ColorizerModel {
  /// The network, in evaluation mode.
  public let network: ColorNet
  /// The names of the classes that it tells apart besides; empty where the file names none.
  public let labels: [String]
  /// What the file says.
  public let metadata: ModelMetadata

  /// Reads a weight file: one of ours, or the PyTorch twin's, which does not describe its network.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public init(contentsOf path: String) throws {
    let file = try WeightFile(contentsOf: path)
    let model = try Pretrained<ColorNet>(
      file, path: path,
      configuration: file.metadata["architecture"] == nil ? Self.configuration(file) : nil)
    (network, metadata) = (model.network, model.metadata)
    labels = try metadata.labels.map { String($0.prefix { $0 != "," }) }
  }

  /// The configuration that tensors speak of; nil where they are another network's.
  private static func configuration(_ file: WeightFile) -> ColorNet.Configuration? {
    guard let ab = file.tensors["ab"], let classes = file.tensors["fc.bias"],
      let first = file.tensors["conv1.weight"], ab.shape.rank == 2, classes.shape.rank == 1,
      first.shape.rank == 4
    else { return nil }
    return ColorNet.Configuration(
      binCount: ab.shape[0], classCount: classes.shape[0], width: first.shape[0])
  }

  /// The tensors that are stored as they are, whatever the others are rounded to: frequencies of rare colours follow from them.
  public static let fullPrecision: Set<String> = ["ab", "rebalance"]
}
