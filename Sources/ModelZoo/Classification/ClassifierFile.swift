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
  func makeModel(_ file: NetworkFile) throws -> any ImageClassifier {
    func configuration<C: ClassifierConfiguration>() throws -> C {
      try file.configuration(parameterCount: \.parameterCount)
    }
    let random = RandomSource(seed: 0)
    switch self {
    case .lenet5: return LeNet5(try configuration(), random: random)
    case .mlp: return MLP(try configuration(), random: random)
    case .convnet: return ConvNet(try configuration(), random: random)
    }
  }
}

/// What a network is built from.
protocol ClassifierConfiguration: Decodable {
  /// How many parameters the network would have; nil where it cannot be built.
  var parameterCount: Int? { get }
}

/// Why a weight file holds no classifier.
public enum ClassifierFileError: Error, Equatable, CustomStringConvertible {
  /// The file does not say which network it is for, or names one that is unknown.
  case unknownArchitecture(file: String, found: String?)
  /// The file holds another network than the one asked for.
  case wrongArchitecture(file: String, found: String, expected: String)
  /// The file's network looks at images of another shape.
  case wrongInput(file: String, found: Shape, expected: Shape)

  /// One sentence naming file and cause.
  public var description: String {
    let known = ClassifierArchitecture.allCases.map(\.rawValue).joined(separator: ", ")
    switch self {
    case .unknownArchitecture(let file, let found):
      return "\(file): "
        + (found.map { "holds an unknown architecture '\($0)'" } ?? "does not name its architecture")
        + ", expected one of \(known)"
    case .wrongArchitecture(let file, let found, let expected):
      return "\(file): holds \(found), expected \(expected); try --model \(found)"
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
  /// - Throws: `FileError`, `SafetensorsError`, `NetworkFileError` or `ClassifierFileError`, each one sentence naming
  ///   the file.
  public init(contentsOf path: String, expected: ClassifierArchitecture? = nil) throws {
    let file = try NetworkFile(contentsOf: path)
    let name = file.weights.metadata["architecture"]
    guard let architecture = name.flatMap(ClassifierArchitecture.init) else {
      throw ClassifierFileError.unknownArchitecture(file: path, found: name)
    }
    if let expected, expected != architecture {
      throw ClassifierFileError.wrongArchitecture(
        file: path, found: architecture.rawValue, expected: expected.rawValue)
    }
    self.architecture = architecture
    model = try architecture.makeModel(file)
    try file.fill(model)
    metadata = file.weights.metadata
    labels = metadata["labels"]?.split(separator: ",").map(String.init) ?? []
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
