import NeuralNet
import Platform
import Safetensors
import TensorCore

/// Why a weight file does not give the network that it should.
public enum PretrainedError: DescribedError, Equatable {
  /// The file is for another network, or does not say for which.
  case wrongArchitecture(file: String, found: String?, expected: String)
  /// The file's configuration cannot be used.
  case badConfiguration(file: String, found: String)
  /// The file's tensors do not fit the network it describes.
  case mismatch(file: String, StateMismatch)
  /// A tensor holds what is no finite number.
  case notFinite(file: String, name: String)
  /// Metadata that belong in the file are missing or senseless.
  case badMetadata(file: String, key: String, found: String?)

  /// One sentence naming file and cause.
  public var description: String {
    switch self {
    case .wrongArchitecture(let file, let found, let expected):
      return "\(file): "
        + (found.map { "holds weights of '\($0)'" } ?? "does not name its architecture")
        + ", expected '\(expected)'"
        + (file.hasSuffix("best.safetensors") || file.hasSuffix("checkpoint.safetensors")
          ? "; what a training gives is model.safetensors beside it" : "")
    case .badConfiguration(let file, let found):
      return "\(file): the configuration '\(found.prefix(80))' cannot be used"
    case .mismatch(let file, let mismatch): return "\(file): \(mismatch)"
    case .notFinite(let file, let name):
      return "\(file): '\(name)' holds numbers that are not finite"
    case .badMetadata(let file, let key, let found):
      return "\(file): its metadata '\(key)' are \(found.map { "'\($0.prefix(80))'" } ?? "missing")"
    }
  }
}

/// A network with the weights of a file, in evaluation mode, and what the file says about it. Nothing in the file is
/// believed before it is checked.
public struct Pretrained<N: Network> {
  /// The network, in evaluation mode.
  public let network: N
  /// What the file says: data, metric, command, labels, transforms.
  public let metadata: ModelMetadata

  /// Reads a weight file: one of ours, or, where the caller gives the configuration, one that PyTorch's `save_file` wrote.
  ///
  /// - Parameters:
  ///   - configuration: of a file that does not describe its network.
  ///   - random: what dropout draws from, should the network be trained further.
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public init(
    contentsOf path: String, configuration: N.Configuration? = nil,
    random: RandomSource = RandomSource(seed: 0)
  ) throws {
    try self.init(
      WeightFile(contentsOf: path), path: path, configuration: configuration, random: random)
  }

  /// Takes over the tensors of a weight file that was read.
  ///
  /// - Parameter check: throws where the configuration does not go with something else.
  public init(
    _ file: WeightFile, path: String, configuration: N.Configuration? = nil,
    random: RandomSource = RandomSource(seed: 0), check: (N.Configuration) throws -> Void = { _ in }
  ) throws {
    metadata = ModelMetadata(file.metadata, path: path)
    let found = metadata["architecture"]
    guard found == N.architecture || (found == nil && configuration != nil) else {
      throw PretrainedError.wrongArchitecture(
        file: path, found: found, expected: N.architecture)
    }
    for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) where !tensor.isFinite {
      throw PretrainedError.notFinite(file: path, name: name)
    }
    let text = metadata["configuration"] ?? "{}"
    guard let chosen = configuration ?? ModelMetadata.decoded(text, as: N.Configuration.self),
      chosen.fault == nil
    else { throw PretrainedError.badConfiguration(file: path, found: text) }
    try check(chosen)
    let source = ParameterSource.adopting(file.tensors, random: random)
    network = N(chosen, source)
    if let mismatch = source.mismatch() {
      throw PretrainedError.mismatch(file: path, mismatch)
    }
    network.eval()
  }
}

extension Network {
  /// What a weight file says of the network: its architecture and configuration, and what is added.
  public func metadata(adding more: [String: String]) throws -> [String: String] {
    var metadata = more
    metadata["architecture"] = Self.architecture
    metadata["configuration"] = try configuration.json
    return metadata
  }
}

extension Tensor {
  /// Whether all elements are finite numbers.
  public var isFinite: Bool {
    withUnsafeValues { values in
      // Infinity and NaN have all bits of the exponent set; one pass without a branch.
      values.reduce(UInt32(0)) { Swift.max($0, $1.bitPattern & 0x7FFF_FFFF) } < 0x7F80_0000
    }
  }
}
