import Imaging
import NeuralNet
import Safetensors
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo

/// The networks against their PyTorch twins.
@Suite struct ClassifierGoldenTests {
  private func makeModel(_ name: String) -> any ImageClassifier {
    let random = RandomSource(seed: 0)
    switch name {
    case "lenet5": return LeNet5(random: random)
    case "lenet5 tanh average":
      return LeNet5(.init(activation: .tanh, pooling: .average), random: random)
    case "mlp": return MLP(.init(hiddenUnits: [20, 30]), random: random)
    default: return ConvNet(.init(channels: 5), random: random)
    }
  }

  @Test(arguments: ClassifierGolden.logits.keys.sorted())
  func logitsAreThoseOfPyTorch(name: String) throws {
    let model = makeModel(name)
    try Pattern.fill(model)
    let x = Pattern.tensor([3, 28, 28, 1], place: 100, in: -0.5...2)
    let expected = Tensor(try #require(ClassifierGolden.logits[name]), shape: [3, 10])
    let logits = withoutGradient { model(x) }
    try Mismatch.check(logits, expected, tolerance: 2e-4, what: name)
    for row in 0..<3 {
      let alone = withoutGradient { model(x.sliced(row..<row + 1)) }
      let part = Tensor(Array(logits.values[(row * 10)..<(row * 10 + 10)]), shape: [1, 10])
      try Mismatch.check(alone, part, tolerance: 1e-5, what: "\(name), row \(row) alone")
    }
  }

  @Test(arguments: ClassifierGolden.names.keys.sorted())
  func namesAreThoseOfPyTorch(name: String) {
    #expect(makeModel(name).state.keys.sorted() == ClassifierGolden.names[name])
  }

  @Test(arguments: ["lenet5", "lenet5 tanh average", "mlp", "convnet"])
  func aFileBringsTheSameNetworkBack(name: String) throws {
    let model = makeModel(name)
    try Pattern.fill(model)
    let folder = try TemporaryFolder()
    let path = folder.file("w.safetensors")
    try ClassifierFile.content(of: model, labels: ["a", "b"], metadata: ["data": "none"])
      .write(to: path)
    let file = try ClassifierFile(contentsOf: path)
    #expect(file.architecture.rawValue == type(of: model).architecture)
    #expect(file.labels == ["a", "b"])
    #expect(file.metadata["data"] == "none")
    let x = Pattern.tensor([2, 28, 28, 1], place: 3, in: -0.5...2)
    let (found, expected) = withoutGradient { (file.model(x), model(x)) }
    #expect(found.values == expected.values)
  }

  @Test func parameterCounts() throws {
    #expect(LeNet5(random: RandomSource(seed: 0)).parameterCount == 61_706)
    #expect(LeNet5.Configuration(classCount: 10).parameterCount == 61_706)
    for classCount in [2, 10] {
      let random = RandomSource(seed: 0)
      let networks: [(any ImageClassifier, Int?)] = [
        (
          LeNet5(.init(classCount: classCount), random: random),
          LeNet5.Configuration(classCount: classCount).parameterCount
        ),
        (
          MLP(.init(hiddenUnits: [7, 5], classCount: classCount), random: random),
          MLP.Configuration(hiddenUnits: [7, 5], classCount: classCount).parameterCount
        ),
        (
          ConvNet(.init(channels: 3, classCount: classCount), random: random),
          ConvNet.Configuration(channels: 3, classCount: classCount).parameterCount
        ),
      ]
      for (model, count) in networks {
        #expect(model.parameterCount == count, "\(type(of: model))")
        #expect(model.layerTable().reduce(0) { $0 + $1.parameterCount } == count)
        #expect(model.layerTable().last?.outputShape == [classCount])
      }
    }
  }

  @Test(arguments: ClassifierArchitecture.allCases)
  func everyNetworkCanBeExplained(architecture: ClassifierArchitecture) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("w.safetensors")
    let model = architecture.makeModel(random: RandomSource(seed: 1))
    try ClassifierFile.content(of: model, labels: [], metadata: [:]).write(to: path)
    let classifier = try DigitClassifier(contentsOf: path)
    for size in [ImageSize(height: 1, width: 1), ImageSize(height: 3, width: 900)] {
      let picture = ExplanationPicture.draw(
        Image(size: size, format: .rgb, filledWith: 90), by: classifier)
      #expect((300...3000).contains(picture.height) && (600...3000).contains(picture.width))
    }
    let size = ImageSize(height: 28, width: 28)
    #expect(classifier.classify(Image(size: size, format: .gray)).isEmpty, "there is no digit")
    var canvas = Canvas(size: size, background: .black)
    canvas.text("3", x: 9, y: 4, .white, scale: 3)
    let predictions = classifier.classify(canvas.image)
    #expect(Set(predictions.map(\.label)) == Set((0..<10).map(String.init)))
  }
}
