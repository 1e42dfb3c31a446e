import Foundation
import NeuralNet
import Safetensors
import TensorCore

/// The architectures that `classify` knows.
public enum ClassifierArchitecture: String, CaseIterable, Sendable, Codable {
  /// LeNet-5.
  case lenet5
  /// A multilayer perceptron.
  case mlp
  /// A small modern convolutional network.
  case convnet

  /// A new network with its usual configuration.
  public func makeModel(random: RandomSource) -> any ImageClassifier {
    switch self {
    case .lenet5: LeNet5(random: random)
    case .mlp: MLP(random: random)
    case .convnet: ConvNet(random: random)
    }
  }

  /// The network that a weight file describes; none is built that would be larger than the file.
  func makeModel(configuration text: String, parameterLimit: Int) throws -> any ImageClassifier {
    func decoded<C: ClassifierConfiguration>(_ type: C.Type) throws -> C {
      let configuration = try JSONDecoder().decode(type, from: Data(text.utf8))
      guard let count = configuration.parameterCount, count <= parameterLimit else {
        throw ImpossibleConfiguration()
      }
      return configuration
    }
    let random = RandomSource(seed: 0)
    switch self {
    case .lenet5: return LeNet5(try decoded(LeNet5.Configuration.self), random: random)
    case .mlp: return MLP(try decoded(MLP.Configuration.self), random: random)
    case .convnet: return ConvNet(try decoded(ConvNet.Configuration.self), random: random)
    }
  }
}

/// What a network is built from.
protocol ClassifierConfiguration: Decodable {
  /// How many parameters the network would have; nil where it cannot be built.
  var parameterCount: Int? { get }
}

private struct ImpossibleConfiguration: Error {}

/// Why a weight file holds no classifier.
public enum ClassifierFileError: Error, Equatable, CustomStringConvertible {
  /// The file does not say which network it is for, or names one that is unknown.
  case unknownArchitecture(file: String, found: String?)
  /// The file's configuration cannot be used.
  case badConfiguration(file: String, found: String)
  /// The file's tensors do not fit the network it names.
  case mismatch(file: String, StateMismatch)
  /// The file holds another network than the one asked for.
  case wrongArchitecture(file: String, found: String, expected: String)

  /// The file's network looks at images of another shape.
  case wrongInput(file: String, found: Shape, expected: Shape)

  /// A tensor holds what is no finite number.
  case notFinite(file: String, name: String)

  /// One sentence naming file and cause.
  public var description: String {
    let known = ClassifierArchitecture.allCases.map(\.rawValue).joined(separator: ", ")
    switch self {
    case .unknownArchitecture(let file, let found):
      return "\(file): "
        + (found.map { "holds an unknown architecture '\($0)'" } ?? "does not name its architecture")
        + ", expected one of \(known)"
    case .badConfiguration(let file, let found):
      return "\(file): the configuration '\(found.prefix(80))' cannot be used"
    case .mismatch(let file, let mismatch): return "\(file): \(mismatch)"
    case .wrongArchitecture(let file, let found, let expected):
      return "\(file): holds \(found), expected \(expected); try --model \(found)"
    case .notFinite(let file, let name):
      return "\(file): '\(name)' holds numbers that are not finite"
    case .wrongInput(let file, let found, let expected):
      return "\(file): its network takes images of shape \(found), expected \(expected)"
    }
  }
}

/// A classifier and what its weight file says about it.
public struct ClassifierFile {
  /// The network, in evaluation mode.
  public let model: any ImageClassifier
  /// Which network it is.
  public let architecture: ClassifierArchitecture
  /// The names of the classes.
  public let labels: [String]
  /// The file's remarks: data, metric, command.
  public let metadata: [String: String]

  /// Reads a weight file.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `ClassifierFileError`, each one sentence naming the file.
  public init(contentsOf path: String, expected: ClassifierArchitecture? = nil) throws {
    let file = try WeightFile(contentsOf: path)
    guard let name = file.metadata["architecture"],
      let architecture = ClassifierArchitecture(rawValue: name)
    else {
      throw ClassifierFileError.unknownArchitecture(
        file: path, found: file.metadata["architecture"])
    }
    if let expected, expected != architecture {
      throw ClassifierFileError.wrongArchitecture(
        file: path, found: name, expected: expected.rawValue)
    }
    self.architecture = architecture
    metadata = file.metadata
    for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) {
      guard tensor.withUnsafeValues({ $0.allSatisfy(\.isFinite) }) else {
        throw ClassifierFileError.notFinite(file: path, name: name)
      }
    }
    let text = file.metadata["configuration"] ?? "{}"
    do {
      // A small network may be built for a file that lacks tensors, so that these can be named.
      let count = file.tensors.values.reduce(0) { $0 + $1.count }
      model = try architecture.makeModel(
        configuration: text, parameterLimit: max(count, 1 << 22))
    } catch {
      throw ClassifierFileError.badConfiguration(file: path, found: text)
    }
    do {
      try model.load(state: file.tensors)
    } catch let mismatch as StateMismatch {
      throw ClassifierFileError.mismatch(file: path, mismatch)
    }
    model.eval()
    labels = file.metadata["labels"]?.split(separator: ",").map(String.init) ?? []
  }

  /// The tensors and remarks that a weight file of this network holds.
  public static func content(
    of model: any ImageClassifier, labels: [String], metadata: [String: String]
  ) throws -> WeightFile {
    var remarks = metadata
    remarks["architecture"] = type(of: model).architecture
    remarks["configuration"] = try model.configurationText
    remarks["labels"] = labels.joined(separator: ",")
    return WeightFile(tensors: model.state, metadata: remarks)
  }
}
