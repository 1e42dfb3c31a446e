import Foundation
import NeuralNet
import Safetensors

/// Why a weight file does not give the network that it should.
public enum NetworkFileError: Error, Equatable, CustomStringConvertible {
  /// The file is for another network, or does not say for which.
  case wrongArchitecture(file: String, found: String?, expected: String)
  /// The file's configuration cannot be used.
  case badConfiguration(file: String, found: String)
  /// The file's tensors do not fit the network it describes.
  case mismatch(file: String, StateMismatch)
  /// A tensor holds what is no finite number.
  case notFinite(file: String, name: String)
  /// A remark that belongs in the file is missing or senseless.
  case badRemark(file: String, key: String, found: String?)

  /// One sentence naming file and cause.
  public var description: String {
    switch self {
    case .wrongArchitecture(let file, let found, let expected):
      return "\(file): "
        + (found.map { "holds weights of '\($0)'" } ?? "does not name its architecture")
        + ", expected '\(expected)'"
    case .badConfiguration(let file, let found):
      return "\(file): the configuration '\(found.prefix(80))' cannot be used"
    case .mismatch(let file, let mismatch): return "\(file): \(mismatch)"
    case .notFinite(let file, let name):
      return "\(file): '\(name)' holds numbers that are not finite"
    case .badRemark(let file, let key, let found):
      return "\(file): its remark '\(key)' is \(found.map { "'\($0.prefix(80))'" } ?? "missing")"
    }
  }
}

/// A weight file on its way to becoming a network: nothing in it is believed before it is checked.
public struct NetworkFile {
  /// Where it was read.
  public let path: String
  /// Its tensors and remarks.
  public let weights: WeightFile

  /// Reads the weights of one kind of network.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `NetworkFileError`, each one sentence naming the file.
  public init(contentsOf path: String, architecture: String) throws {
    try self.init(contentsOf: path)
    let found = weights.metadata["architecture"]
    guard found == architecture else {
      throw NetworkFileError.wrongArchitecture(file: path, found: found, expected: architecture)
    }
  }

  /// Reads the weights of a network of any kind.
  init(contentsOf path: String) throws {
    self.path = path
    weights = try WeightFile(contentsOf: path)
    for (name, tensor) in weights.tensors.sorted(by: { $0.key < $1.key }) {
      guard tensor.withUnsafeValues({ $0.allSatisfy(\.isFinite) }) else {
        throw NetworkFileError.notFinite(file: path, name: name)
      }
    }
  }

  /// What the network is built from.
  ///
  /// - Parameter parameterCount: how many numbers such a network learns, nil where none can be built: none is built
  ///   that would be much larger than the file.
  public func configuration<C: Decodable>(parameterCount: (C) -> Int?) throws -> C {
    let text = weights.metadata["configuration"] ?? "{}"
    let limit = max(weights.tensors.values.reduce(0) { $0 + $1.count }, 1 << 22)
    guard let configuration = try? JSONDecoder().decode(C.self, from: Data(text.utf8)),
      let count = parameterCount(configuration), count <= limit
    else { throw NetworkFileError.badConfiguration(file: path, found: text) }
    return configuration
  }

  /// Fills a network with the file's tensors and turns it to evaluation.
  public func fill(_ network: Module) throws {
    do {
      try network.load(state: weights.tensors)
    } catch let mismatch as StateMismatch {
      throw NetworkFileError.mismatch(file: path, mismatch)
    }
    network.eval()
  }

  /// A remark that must be there.
  public func remark(_ key: String) throws -> String {
    guard let text = weights.metadata[key], !text.isEmpty else {
      throw NetworkFileError.badRemark(file: path, key: key, found: nil)
    }
    return text
  }

  /// The content of a network's weight file.
  public static func content(
    of network: Module, architecture: String, configuration: some Encodable,
    remarks: [String: String]
  ) throws -> WeightFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var metadata = remarks
    metadata["architecture"] = architecture
    metadata["configuration"] = String(
      decoding: try encoder.encode(configuration), as: UTF8.self)
    return WeightFile(tensors: network.state, metadata: metadata)
  }
}
