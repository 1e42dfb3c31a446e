import Datasets
import ModelZoo
import Safetensors
import TensorCore

/// Weight files that PyTorch users have: torchvision's AlexNet and ResNet-18, known by the shapes of their tensors.
enum ForeignClassifier {
  /// A network read from such a file.
  struct Found {
    let network: any ImageClassifier
    let architecture: ClassifierArchitecture
    let metadata: ModelMetadata
    let transforms: ImagePipeline
  }

  /// The network of a file that does not name its architecture; nil where the tensors are those of no network known here.
  ///
  /// - Throws: `PretrainedError` where the tensors do not fit after all.
  static func read(_ file: WeightFile, path: String) throws -> Found? {
    func shape(_ name: String) -> Shape? { file.tensors[name]?.shape }
    if shape("features.0.weight") == [64, 3, 11, 11], let last = shape("classifier.6.weight") {
      let model = try Pretrained<AlexNet>(
        file, path: path, configuration: .init(classCount: last[0]))
      return Found(
        network: model.network, architecture: .alexnet, metadata: model.metadata,
        transforms: .imageNet(side: 224, resizing: 256))
    }
    guard let first = shape("conv1.weight"), first.rank == 4, first[1] == 3,
      first[2] == 3 || first[2] == 7, shape("layer4.1.conv2.weight") != nil,
      let last = shape("fc.weight")
    else { return nil }
    let stem: ResNet18.Configuration.Stem = first[2] == 3 ? .small : .large
    let model = try Pretrained<ResNet18>(
      file, path: path, configuration: .init(stem: stem, classCount: last[0], width: first[0]))
    return Found(
      network: model.network, architecture: .resnet18, metadata: model.metadata,
      transforms: stem == .small ? .imageNet(side: 64) : .imageNet(side: 224, resizing: 256))
  }
}
