import Datasets
import ModelZoo
import NeuralNet

/// The classifiers that ship, by the names of their folders under Data/Models.
public enum ClassifierPreset: String, CaseIterable, Sendable, Codable {
  /// LeNet-5 for digits.
  case lenet5
  /// A multilayer perceptron for digits.
  case mlp
  /// A small modern convolutional network for digits.
  case convnet
  /// ResNet-18 for the 200 classes of Tiny ImageNet.
  case tinyImageNet = "tiny-imagenet"
  /// AlexNet with batch normalisation for the same.
  case alexnet64
  /// A small fast network for the ten classes of CIFAR-10.
  case cifar10

  /// The network's architecture.
  public var architecture: ClassifierArchitecture {
    switch self {
    case .lenet5: .lenet5
    case .mlp: .mlp
    case .convnet: .convnet
    case .tinyImageNet: .resnet18
    case .alexnet64: .alexnet64
    case .cifar10: .cifarnet
    }
  }

  /// Whether it reads digits; the others name what is in photographs.
  public var readsDigits: Bool { [.lenet5, .mlp, .convnet].contains(self) }

  /// How a picture becomes the network's input.
  public var transforms: ImagePipeline {
    switch self {
    case .lenet5, .mlp, .convnet: .digits
    case .tinyImageNet, .alexnet64: .imageNet(side: 64)
    case .cifar10: .cifar
    }
  }

  /// A new network for so many classes; those for digits have ten.
  public func makeNetwork(classCount: Int, _ source: ParameterSource) -> any ImageClassifier {
    switch self {
    case .lenet5: LeNet5(source)
    case .mlp: MLP(source)
    case .convnet: ConvNet(source)
    case .tinyImageNet: ResNet18(.init(classCount: classCount), source)
    case .alexnet64: AlexNet64(.init(classCount: classCount, dropout: 0.2), source)
    case .cifar10: CIFARNet(.init(classCount: classCount), source)
    }
  }
}

extension ClassifierPreset {
  /// All names, for help and messages.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
