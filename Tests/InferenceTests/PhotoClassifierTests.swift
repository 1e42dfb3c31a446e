import Datasets
import Imaging
import ModelZoo
import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import Inference

/// Weight files of torchvision, names of classes, and where a network looks.
@Suite struct PhotoClassifierTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var photo: Image { noise(ImageSize(height: 90, width: 120)) }

  private func noise(_ size: ImageSize) -> Image {
    let random = RandomSource(seed: 8)
    let pixels = (0..<3 * size.pixelCount).map { _ in UInt8(random.index(below: 256)) }
    return Image(size: size, format: .rgb, pixels: pixels)
  }

  @Test func torchvisionsResNetIsKnownByItsTensors() throws {
    for stem in [ResNet18.Configuration.Stem.small, .large] {
      let network = ResNet18(.init(stem: stem, classCount: 4, width: 8), .random(seed: 1))
      let path = folder.file("resnet.safetensors")
      try network.save(to: path)
      try folder.write("ant\nbee\ncat\ndog\n", to: "names.txt")
      let classifier = try Classifier(contentsOf: path, names: folder.file("names.txt"))
      #expect(classifier.architecture == .resnet18)
      let side = stem == .small ? 64 : 224
      #expect(
        classifier.transforms == .imageNet(side: side, resizing: stem == .small ? nil : 256))
      let answer = classifier.classify(photo)
      #expect(Set(answer.map(\.label)) == ["ant", "bee", "cat", "dog"])
      network.eval()
      let logits = withoutGradient { network(classifier.input(photo)) }
      #expect(classifier.predictions(logits)[0] == answer)
    }
  }

  @Test func torchvisionsAlexNetIsKnownByItsTensors() throws {
    let network = AlexNet(.init(classCount: 5), .random(seed: 2))
    let path = folder.file("alexnet.safetensors")
    try network.save(to: path, as: .float16)
    let classifier = try Classifier(contentsOf: path)
    #expect(classifier.architecture == .alexnet && classifier.labels == ["0", "1", "2", "3", "4"])
    #expect(classifier.transforms.side == 224)
    #expect(abs(classifier.classify(photo).reduce(0) { $0 + $1.probability } - 1) < 1e-5)
  }

  @Test func namesThatDoNotFitAreRefused() throws {
    let network = ResNet18(.init(classCount: 4, width: 8), .random(seed: 1))
    let path = folder.file("resnet.safetensors")
    try network.save(to: path)
    for (text, what) in [("ant\nbee\n", "holds 2 names"), ("", "holds no names")] {
      try folder.write(text, to: "names.txt")
      let error = #expect(throws: ClassNames.Fault.self) {
        try Classifier(contentsOf: path, names: folder.file("names.txt"))
      }
      #expect(error?.description.contains(what) == true)
    }
  }

  @Test func transformsThatDoNotGoTogetherAreRefused() {
    let good = [ImagePipeline.digits, .digits.withoutDigitExtraction, .cifar, .imageNet(side: 64)]
    for pipeline in good { #expect(pipeline.isUsable, "\(pipeline.steps)") }
    let bad: [[ImageTransform]] = [
      [.rgb, .normalize(mean: [0], deviation: [1])],
      [.rgb, .normalize(mean: [0, 0, 0], deviation: [1, 0, 1])],
      [.resizeShorterSide(to: 1 << 30)], [.normalize(mean: [0], deviation: [1]), .rgb],
      [.grey, .colorJitter(0.1)], [.rgb, .distort(.light)], [.rgb, .randomShift(pixels: -1)],
    ]
    for steps in bad { #expect(!ImagePipeline(steps).isUsable, "\(steps)") }
  }

  @Test func gradCAMIsTheMapWeighedByItsSlope() throws {
    // With a linear head on means, the slope of a logit is the head's weight over the number of pixels.
    let network = ResNet18(.init(classCount: 3, width: 8), .random(seed: 3))
    network.eval()
    let x = Tensor.normal([1, 32, 32, 3], using: RandomSource(seed: 4))
    let found = GradCAM.maps(of: network, x) { _ in [1] }
    let maps = withoutGradient { network.maps(x) }
    #expect(found.size == ImageSize(height: 4, width: 4))
    let weights = network.head.weight.value.values
    for pixel in 0..<16 {
      let sum = (0..<64).reduce(Float(0)) { $0 + weights[64 + $1] * maps.values[pixel * 64 + $1] }
      #expect(abs(found.maps[0][pixel] - max(sum / 16, 0)) < 1e-4)
    }
  }

  @Test func theMirroredViewIsAveraged() throws {
    let network = ResNet18(.init(classCount: 3, width: 8), .random(seed: 5))
    let path = folder.file("resnet.safetensors")
    try network.save(to: path)
    let classifier = try Classifier(contentsOf: path)
    let photo = noise(ImageSize(height: 64, width: 64))
    let (one, other) = (
      classifier.transforms(photo), classifier.transforms(photo.flippedHorizontally())
    )
    #expect(one.mirrored.values == other.values)
    let mean = classifier.probabilities([one], mirrored: true)[0]
    let both = classifier.probabilities([one, other])
    for place in 0..<3 { #expect(abs(mean[place] - (both[0][place] + both[1][place]) / 2) < 1e-5) }
  }
}
