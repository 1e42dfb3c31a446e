import Boxes
import Datasets
import Files
import Imaging
import TensorCore
import TestSupport
import Testing

@testable import Training

/// Pictures made of digits.
@Suite struct DigitScenesTests {
  private let folder: TemporaryFolder
  private let digits: MNIST

  /// Filled squares as digits, so that their ink is known.
  init() throws {
    folder = try TemporaryFolder()
    let pixels = (0..<12).flatMap { _ in
      (0..<784).map { place -> UInt8 in
        (4..<24).contains(place / 28) && (4..<24).contains(place % 28) ? 255 : 0
      }
    }
    try folder.write(idx([12, 28, 28], pixels), to: "train-images-idx3-ubyte")
    try folder.write(idx([12], (0..<12).map { UInt8($0 % 10) }), to: "train-labels-idx1-ubyte")
    digits = try MNIST(directory: folder.path, split: .train)
  }

  @Test func aSeedGivesTheSamePictures() {
    let scenes = DigitScenes(digits, 0..<12, photos: [])
    let (one, other) = (
      scenes.fixed(count: 4, side: 96, seed: 5), scenes.fixed(count: 4, side: 96, seed: 5)
    )
    for index in 0..<4 {
      #expect(one[index].image == other[index].image && one[index].objects == other[index].objects)
    }
    #expect(scenes.fixed(count: 1, side: 96, seed: 6)[0].image != one[0].image)
  }

  @Test func boxesLieInThePictureAndHideLittleOfOneAnother() {
    let photo = Image(size: ImageSize(height: 50, width: 70), format: .rgb, filledWith: 90)
    let scenes = DigitScenes(digits, 0..<12, photos: [photo])
    let set = scenes.fixed(count: 40, side: 128, seed: 1)
    #expect((0..<40).contains { set[$0].objects.count > 3 })
    for index in 0..<40 {
      let sample = set[index]
      #expect(sample.image.size == ImageSize(height: 128, width: 128))
      for (place, object) in sample.objects.enumerated() {
        #expect(object.box.isUsable && object.box.clipped(to: sample.image.size) == object.box)
        for other in sample.objects.dropFirst(place + 1) {
          #expect(
            object.box.overlap(with: other.box)
              <= 0.121 * min(object.box.area, other.box.area))
        }
      }
    }
  }

  @Test func aBoxFitsTheInk() {
    for seed in 0..<20 {
      let random = RandomSource(seed: UInt64(seed))
      let stamp = DigitStamp(
        digits[0].image, height: random.uniform(8..<90), angle: random.uniform(-0.5..<0.5), random)
      var scene = DigitScene(
        ground: Image(size: ImageSize(height: 200, width: 200), format: .rgb, filledWith: 255))
      scene.add(stamp, 3, at: Point(x: 100, y: 100), in: .black)
      #expect(scene.objects.map(\.label) == [3])
      let dark = (0..<200 * 200).filter { scene.image.pixels[3 * $0] < 150 }
      let (rows, columns) = (dark.map { $0 / 200 }, dark.map { $0 % 200 })
      guard let box = scene.objects.first?.box, let top = rows.min(), let bottom = rows.max(),
        let left = columns.min(), let right = columns.max()
      else {
        Issue.record("no ink")
        continue
      }
      for (edge, ink) in [
        (box.y, Float(top)), (box.bottom, Float(bottom + 1)), (box.x, Float(left)),
        (box.right, Float(right + 1)),
      ] { #expect(abs(edge - ink) <= 1, "seed \(seed)") }
    }
  }

  @Test func digitsThatDoNotFitAreLeftOut() {
    let random = RandomSource(seed: 1)
    let stamp = DigitStamp(digits[0].image, height: 40, angle: 0, random)
    let ground = Image(size: ImageSize(height: 60, width: 60), format: .rgb, filledWith: 255)
    var scene = DigitScene(ground: ground)
    scene.add(stamp, 1, at: Point(x: 2, y: 30), in: .black)
    #expect(scene.objects.isEmpty && scene.image == ground)
    scene.add(stamp, 1, at: Point(x: 30, y: 30), in: .black)
    scene.add(stamp, 2, at: Point(x: 34, y: 30), in: .black)
    #expect(scene.objects.map(\.label) == [1])
  }

  @Test func inkStandsOutAgainstItsGround() {
    let random = RandomSource(seed: 2)
    for gray in [UInt8(0), 60, 128, 200, 255] {
      let scene = DigitScene(
        ground: Image(size: ImageSize(height: 80, width: 80), format: .rgb, filledWith: gray))
      let distances = (0..<50).map { _ in
        abs(Int(scene.inkColor(around: Point(x: 79, y: 0), random).luma) - Int(gray))
      }
      #expect(distances.reduce(0, +) / distances.count > 80, "\(gray)")
    }
  }
}
