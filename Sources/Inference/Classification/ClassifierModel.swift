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
  /// ResNet-18.
  case resnet18
  /// torchvision's AlexNet.
  case alexnet
  /// AlexNet for pictures of 64x64.
  case alexnet64
  /// A small fast network for pictures of 32x32.
  case cifarnet

  var type: any ImageClassifier.Type {
    switch self {
    case .lenet5: LeNet5.self
    case .mlp: MLP.self
    case .convnet: ConvNet.self
    case .resnet18: ResNet18.self
    case .alexnet: AlexNet.self
    case .alexnet64: AlexNet64.self
    case .cifarnet: CIFARNet.self
    }
  }
}

/// Why a weight file holds no classifier.
public enum ClassifierError: DescribedError, Equatable {
  /// The file does not say which network it is for, or names one that is unknown.
  case unknownArchitecture(file: String, found: String?)
  /// The file holds another network than the one asked for.
  case wrongArchitecture(file: String, found: String, expected: String)
  /// The network reads digits, and photographs were asked for.
  case readsDigits(file: String)
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
      return "\(file): holds \(found), expected \(expected); leave --model away"
    case .readsDigits(let file):
      return "\(file): its network reads digits; expected one for photographs"
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
  /// What the training data's folders called the classes: WordNet's numbers, say; else their names.
  public let classes: [String]
  /// The names of the classes in Chinese, where the file has them.
  public let chineseLabels: [String]?
  /// How a picture becomes the network's input.
  public let transforms: ImagePipeline
  /// What the file says.
  public let metadata: ModelMetadata

  /// Reads a weight file: one of ours, or one of torchvision's networks.
  ///
  /// - Parameter names: a file with the names of the classes, one a line, in place of those that the weight file has.
  /// - Throws: `FileError`, `SafetensorsError`, `PretrainedError`, `ClassifierError` or `ClassNames.Fault`, each one sentence
  ///   naming the file.
  public init(
    contentsOf path: String, expected: ClassifierArchitecture? = nil, names: String? = nil
  ) throws {
    let file = try WeightFile(contentsOf: path)
    let name = file.metadata["architecture"]
    if name == nil, let found = try ForeignClassifier.read(file, path: path) {
      (network, architecture) = (found.network, found.architecture)
      (metadata, transforms) = (found.metadata, found.transforms)
    } else {
      guard let known = name.flatMap(ClassifierArchitecture.init) else {
        throw ClassifierError.unknownArchitecture(file: path, found: name)
      }
      architecture = known
      (network, metadata) = try Self.load(known.type, file, path)
      transforms = try metadata.transforms ?? .digits
    }
    if let expected, expected != architecture {
      throw ClassifierError.wrongArchitecture(
        file: path, found: architecture.rawValue, expected: expected.rawValue)
    }
    let count = network.classCount
    let named = try names.map { try ClassNames.list(in: $0, count: count) } ?? metadata.labels
    let labels = (0..<count).map { $0 < named.count ? named[$0] : String($0) }
    let folders = try metadata.classes
    self.labels = labels
    classes = folders.count == labels.count ? folders : labels
    let chinese = try metadata.chineseLabels
    chineseLabels = chinese.count == labels.count ? chinese : nil
  }

  private static func load<N: ImageClassifier>(_ type: N.Type, _ file: WeightFile, _ path: String)
    throws -> (any ImageClassifier, ModelMetadata)
  {
    let model = try Pretrained<N>(file, path: path)
    return (model.network, model.metadata)
  }

  /// What a classifier's weight file says of itself.
  public static func metadata(
    of network: any ImageClassifier, names: ClassNames, transforms: ImagePipeline,
    adding more: [String: String]
  ) throws -> [String: String] {
    var values = more
    values["transforms"] = try ModelMetadata.encoded(transforms)
    values["labels"] = try ModelMetadata.encoded(names.labels)
    if names.classes != names.labels {
      values["classes"] = try ModelMetadata.encoded(names.classes)
    }
    values["labels_zh"] = try names.chinese.map { try ModelMetadata.encoded($0) }
    return try network.metadata(adding: values)
  }
}
