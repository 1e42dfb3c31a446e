import Files
import Foundation
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore
import TestSupport
import Testing

@testable import Inference

/// The network of the catalogue's page "Your own network".
final class TinyNet: Module, Network, UnaryLayer {
  struct Configuration: DefaultNetworkConfiguration {
    var channels = 8
    static let standard = Configuration()
    var fault: String? {
      Self.firstFault([((1...4096).contains(channels), "channels \(channels)")])
    }
  }

  static let architecture = "tiny-net"
  let configuration: Configuration
  let features: Sequential
  let classifier: Linear

  init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let features = source["features"]
    self.features = Sequential([
      Conv2d(
        inputChannels: 1, outputChannels: configuration.channels, kernelSize: 3, padding: 1,
        features[0]),
      Activation(.relu), GlobalAveragePool2d(),
    ])
    classifier = Linear(inputs: configuration.channels, outputs: 10, source["classifier"])
  }

  func forward(_ x: Tensor) -> Tensor { classifier(features(x)) }  // [N, 10]
}

@Suite struct YourOwnNetworkTests {
  @Test func itLearnsIsSavedAndComesBack() throws {
    let random = RandomSource(seed: 0)
    let network = TinyNet(.random(random))
    let images = Tensor.normal([4, 28, 28, 1], using: random)
    let labels = IndexTensor([1, 2, 3, 4])
    let optimizer = Adam(network.parameters, learningRate: 1e-3)
    let before = network(images).crossEntropy(targets: labels).item
    for _ in 0..<20 {
      optimizer.zeroGradients()
      optimizer.minimize(network(images).crossEntropy(targets: labels))
    }
    #expect(network(images).crossEntropy(targets: labels).item < before)
    let table = network.layerTable(inputShape: [28, 28, 1])
    #expect(table.map(\.name) == ["features.0", "features.2", "classifier"])
    let folder = try TemporaryFolder()
    try network.save(
      to: folder.file("tiny.safetensors"), metadata: network.metadata(adding: ["data": "mine"]))
    let file = try Pretrained<TinyNet>(contentsOf: folder.file("tiny.safetensors"))
    #expect(file.metadata["data"] == "mine")
    network.eval()
    #expect(file.network(images).values == network(images).values)
  }

  /// A file without metadata of ours, as PyTorch's `save_file` writes it, needs the caller to say what it is.
  @Test func aFileOfPyTorchLoadsWithItsConfiguration() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("plain.safetensors")
    let network = TinyNet(.init(channels: 3), .random(seed: 1))
    try network.save(to: path)
    #expect(throws: PretrainedError.self) { try Pretrained<TinyNet>(contentsOf: path) }
    let file = try Pretrained<TinyNet>(contentsOf: path, configuration: .init(channels: 3))
    #expect(file.network.state.mapValues(\.values) == network.state.mapValues(\.values))
    #expect(throws: PretrainedError.self) {
      try Pretrained<TinyNet>(contentsOf: path, configuration: .init(channels: 4))
    }
    #expect(throws: PretrainedError.self) {
      try Pretrained<TinyNet>(contentsOf: path, configuration: .init(channels: -1))
    }
  }

  @Test func theCatalogueShowsThisNetwork() throws {
    let page =
      "\(URL(fileURLWithPath: #filePath).deletingLastPathComponent().path)/../../Sources/ModelZoo/ModelZoo.docc/YourOwnNetwork.md"
    let text = String(decoding: try InputFile.read(page, limit: 1 << 20), as: UTF8.self)
    let code = String(decoding: try InputFile.read(#filePath, limit: 1 << 20), as: UTF8.self)
    let shown = text.components(separatedBy: "```swift\n")[1].components(separatedBy: "```")[0]
    for line in shown.split(separator: "\n") where !line.hasPrefix("import") {
      #expect(code.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
    }
  }
}
