import Datasets
import ModelZoo
import NeuralNet
import Platform
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
  public func makeNetwork(_ source: ParameterSource) -> any ImageClassifier {
    switch self {
    case .lenet5: LeNet5(source)
    case .mlp: MLP(source)
    case .convnet: ConvNet(source)
    }
  }

  var type: any ImageClassifier.Type {
    switch self {
    case .lenet5: LeNet5.self
    case .mlp: MLP.self
    case .convnet: ConvNet.self
    }
  }
}

/// Why a weight file holds no classifier.
public enum ClassifierError: DescribedError, Equatable {
  /// The file does not say which network it is for, or names one that is unknown.
  case unknownArchitecture(file: String, found: String?)
  /// The file holds another network than the one asked for.
  case wrongArchitecture(file: String, found: String, expected: String)
  /// The file's transforms give another input than its network takes.
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
      return
        "\(file): its network takes images of shape \(expected), but its transforms give \(found)"
    }
  }
}

/// A classifier and what its weight file says about it.
public struct ClassifierModel {
  /// The network, in evaluation mode.
  public let network: any ImageClassifier
  /// Which network it is.
  public let architecture: ClassifierArchitecture
  /// The names of the classes, one for each output.
  public let labels: [String]
  /// How a picture becomes the network's input.
  public let transforms: ImagePipeline
  /// What the file says.
  public let metadata: ModelMetadata

  /// Reads a weight file.
  ///
  /// - Throws: `FileError`, `SafetensorsError`, `PretrainedError` or `ClassifierError`, each one sentence naming the file.
  public init(contentsOf path: String, expected: ClassifierArchitecture? = nil) throws {
    let file = try WeightFile(contentsOf: path)
    let name = file.metadata["architecture"]
    guard let architecture = name.flatMap(ClassifierArchitecture.init) else {
      throw ClassifierError.unknownArchitecture(file: path, found: name)
    }
    if let expected, expected != architecture {
      throw ClassifierError.wrongArchitecture(
        file: path, found: architecture.rawValue, expected: expected.rawValue)
    }
    self.architecture = architecture
    (network, metadata) = try Self.load(architecture.type, file, path)
    let named = try metadata.labels
    labels = (0..<network.classCount).map { $0 < named.count ? named[$0] : String($0) }
    transforms = try metadata.transforms ?? .digits
  }

  private static func load<N: ImageClassifier>(_ type: N.Type, _ file: WeightFile, _ path: String)
    throws -> (any ImageClassifier, ModelMetadata)
  {
    let model = try Pretrained<N>(file, path: path)
    return (model.network, model.metadata)
  }

  /// What a classifier's weight file says of itself.
  public static func metadata(
    of network: any ImageClassifier, labels: [String], transforms: ImagePipeline,
    adding more: [String: String]
  ) throws -> [String: String] {
    try network.metadata(
      adding: more.merging([
        "labels": ModelMetadata.encoded(labels), "transforms": ModelMetadata.encoded(transforms),
      ]) { $1 })
  }
}
