import Datasets
import Foundation
import Imaging
import ModelZoo
import NeuralNet
import Safetensors
import TensorCore
import TestSupport
import Testing

@testable import Inference

/// Classifiers from files, and their answers.
@Suite struct ClassifierTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(
    _ network: any ImageClassifier, labels: [String] = [], transforms: ImagePipeline = .digits,
    _ change: (inout [String: String]) -> Void = { _ in }
  ) throws -> String {
    var metadata = try ClassifierModel.metadata(
      of: network, names: ClassNames(labels), transforms: transforms, adding: ["data": "none"])
    change(&metadata)
    try network.save(to: folder.file("w.safetensors"), metadata: metadata)
    return folder.file("w.safetensors")
  }

  /// A digit on paper.
  private func picture(_ number: Int) -> Image {
    var canvas = Canvas(size: ImageSize(height: 60, width: 50), background: .white)
    canvas.text(String(number % 10), x: 9 + number / 10, y: 9, .black, scale: 5)
    return canvas.image
  }

  @Test(arguments: ClassifierPreset.allCases.filter(\.readsDigits))
  func aFileBringsTheSameNetworkBack(preset: ClassifierPreset) throws {
    let network = preset.makeNetwork(classCount: 10, .random(seed: 3))
    network.eval()
    let names = ["zero, or nought", "one"]
    let model = try ClassifierModel(contentsOf: write(network, labels: names))
    #expect(model.architecture == preset.architecture)
    #expect(model.labels == names + (2..<10).map(String.init))
    #expect(model.transforms == .digits && model.metadata["data"] == "none")
    let x = Tensor.normal([2, 28, 28, 1], using: RandomSource(seed: 1))
    let (found, expected) = withoutGradient { (model.network(x), network(x)) }
    #expect(found.values == expected.values)
    #expect(model.network.namedParameters.allSatisfy { $0.name == $0.parameter.name })
  }

  @Test func metadataThatMakeNoSenseAreRefused() throws {
    let network = LeNet5(.random(seed: 0))
    for (key, text) in [
      ("labels", "a,b"), ("transforms", "[{\"turn\":{}}]"), ("configuration", "{}"),
      ("configuration", "{\"activation\":\"relu\",\"classCount\":-1,\"pooling\":\"maximum\"}"),
    ] {
      let path = try write(network) { $0[key] = text }
      #expect(throws: PretrainedError.self, "\(key) \(text)") {
        try ClassifierModel(contentsOf: path)
      }
    }
    let path = try write(network, transforms: .init([.grey, .resize(height: 5, width: 5)]))
    #expect(throws: ClassifierError.self) { try Classifier(contentsOf: path) }
  }

  @Test(arguments: ClassifierPreset.allCases.filter(\.readsDigits))
  func everyNetworkCanBeExplained(preset: ClassifierPreset) throws {
    let classifier = try Classifier(
      contentsOf: write(preset.makeNetwork(classCount: 10, .random(seed: 1))))
    for size in [ImageSize(height: 1, width: 1), ImageSize(height: 3, width: 900)] {
      let picture = ExplanationPicture.draw(
        Image(size: size, format: .rgb, filledWith: 90), by: classifier)
      #expect((300...3000).contains(picture.height) && (600...3000).contains(picture.width))
    }
    let size = ImageSize(height: 28, width: 28)
    #expect(classifier.classify(Image(size: size, format: .gray)).isEmpty, "there is no digit")
    #expect(
      Set(classifier.classify(picture(3)).map(\.label)) == Set((0..<10).map(String.init)))
  }

  @Test func answersAreThoseOfEachPictureAlone() throws {
    let classifier = try Classifier(contentsOf: write(ConvNet(.random(seed: 2))))
    let files = try (0..<70).map { index -> String in
      let path = folder.file("\(index).png")
      if index == 40 {
        try folder.write("no picture", to: "40.png")
      } else {
        try picture(index).writePNG(to: path)
      }
      return path
    }
    var found: [Classifier.Answer?] = []
    classifier.answers(to: .init(files: files, top: 3)) { found.append(try? $0.get()) }
    #expect(found.count == 70 && found[40] == nil && found.compactMap { $0 }.count == 69)
    for index in [0, 39, 41, 69] {
      let alone = classifier.classify(picture(index))
      #expect(found[index]?.file == files[index] && found[index]?.predictions.count == 3)
      for (one, other) in zip(found[index]?.predictions ?? [], alone) {
        #expect(one.label == other.label && abs(one.probability - other.probability) < 1e-5)
      }
    }
  }

  @Test func requestsAndAnswersAreJSON() throws {
    let request = Classifier.Request(files: ["a.png"], top: 2)
    let text = try ModelMetadata.encoded(request)
    #expect(text == #"{"files":["a.png"],"top":2}"#)
    let answer = Classifier.Answer(
      file: "a.png", model: "lenet5", found: true,
      predictions: [.init(label: "1", probability: 0.5)])
    let data = Data(try ModelMetadata.encoded(answer).utf8)
    #expect(try JSONDecoder().decode(Classifier.Answer.self, from: data) == answer)
  }
}
