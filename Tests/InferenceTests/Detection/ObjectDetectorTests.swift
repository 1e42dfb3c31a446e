import Boxes
import Imaging
import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import Inference
@testable import ModelZoo

/// Objects are told in the pixels of each picture.
@Suite struct ObjectDetectorTests {
  private static let sizes = [
    ImageSize(height: 128, width: 256), ImageSize(height: 64, width: 64),
    ImageSize(height: 90, width: 31), ImageSize(height: 20, width: 40),
    ImageSize(height: 1, width: 500),
  ]

  private func noise(_ size: ImageSize, seed: UInt64) -> Image {
    let random = RandomSource(seed: seed)
    return Image(
      size: size, format: .rgb,
      pixels: (0..<3 * size.pixelCount).map { _ in UInt8(random.index(below: 256)) })
  }

  private func network() -> Detector {
    let network = Detector(.init(classCount: 2, backboneWidth: 4, width: 6), .random(seed: 2))
    network.eval()
    return network
  }

  private func detector(_ network: Detector) -> ObjectDetector {
    ObjectDetector(borrowing: network, labels: ["cat", "dog"], side: 64)
  }

  /// A detector that sees class 1 everywhere, in boxes of two strides.
  private func constant(logit: Float) -> ObjectDetector {
    let network = network()
    for layer in [network.classes, network.edges] {
      layer.weight.assign(.zeros(layer.weight.shape))
    }
    network.classes.bias?.assign(Tensor([-20, logit]))
    network.edges.bias?.assign(.zeros([4]))
    return detector(network)
  }

  @Test func boxesAreInPixelsOfThePicture() {
    let all = NonMaximumSuppression(.hard(iou: 1), limit: 1000)
    for size in Self.sizes {
      let found = constant(logit: 1).detections(in: [noise(size, seed: 1)], all)[0]
      let fit = Letterbox(size, side: 64)
      var expected: [Box] = []
      for stride in Detector.strides.map(Float.init) {
        for y in Swift.stride(from: stride / 2, to: Float(fit.outer.height), by: stride) {
          for x in Swift.stride(from: stride / 2, to: Float(fit.outer.width), by: stride) {
            let box = Box(x: x - stride, y: y - stride, width: 2 * stride, height: 2 * stride)
            expected.append(fit.originalBox(box))
          }
        }
      }
      // What lies beside the picture is no object.
      let usable = expected.filter(\.isUsable)
      #expect(found.filter { $0.label == 1 }.map(\.box) == usable, "\(size)")
      #expect(found.allSatisfy { $0.box == $0.box.clipped(to: size) })
    }
  }

  @Test func picturesOfManyShapesComeBackInOrder() throws {
    let detector = detector(network())
    let pictures = (0..<12).map { noise(Self.sizes[$0 % 5], seed: UInt64($0)) }
    let suppression = NonMaximumSuppression(minimumScore: 0.001)
    let together = detector.detections(in: pictures, suppression)
    try #require(together.count == pictures.count)
    for (picture, found) in zip(pictures, together) {
      let alone = detector.detections(in: [picture], suppression)[0]
      #expect(found.count == alone.count && !alone.isEmpty)
      for (one, other) in zip(found, alone) {
        #expect(abs(one.score - other.score) < 1e-4)
      }
      #expect((found.first?.box.iou(with: alone[0].box) ?? 0) > 0.99)
    }
    #expect(detector.detections(in: [], suppression).isEmpty)
  }

  @Test func anAnswerNamesWhatIsSureEnough() {
    let picture = noise(Self.sizes[0], seed: 1)
    let request = ObjectDetector.Request(files: [], threshold: 0.35, overlap: 0.5)
    let answer = constant(logit: 1).answer("a.png", picture, request)
    #expect(answer.file == "a.png" && answer.width == 256 && answer.height == 128)
    #expect(answer.nearest == nil && !answer.objects.isEmpty)
    #expect(answer.objects.allSatisfy { $0.label == "dog" && abs($0.score - 0.731) < 1e-3 })
    #expect(answer.objects[0].box.clipped(to: picture.size) == answer.objects[0].box)
  }

  @Test func withoutAnObjectTheNearestIsNamed() throws {
    let picture = noise(Self.sizes[0], seed: 1)
    let request = ObjectDetector.Request(files: [])
    let answer = constant(logit: -3).answer("a.png", picture, request)
    let nearest = try #require(answer.nearest)
    #expect(answer.objects.isEmpty && nearest.label == "dog")
    #expect(abs(nearest.probability - 0.0474) < 1e-3)
    let blind = constant(logit: -20).answer("a.png", picture, request)
    #expect(blind.objects.isEmpty && blind.nearest == nil)
  }
}
