import Boxes
import Imaging
import TensorCore
import Testing

@testable import Training

/// After every change boxes still fit what is in the picture.
@Suite struct DetectionAugmentationTests {
  private static let side = 160
  /// The colour of each class; far from the ground, which is white, and from padding.
  private static let colors: [[UInt8]] = [
    [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0], [255, 0, 255], [0, 255, 255],
  ]

  /// A white picture with a rectangle of each class's colour.
  private func sample(_ size: ImageSize, _ objects: [(label: Int, box: Box)]) -> DetectionSample {
    var image = Image(size: size, format: .rgb, filledWith: 255)
    for (label, box) in objects {
      for row in Int(box.y)..<Int(box.bottom) {
        for column in Int(box.x)..<Int(box.right) {
          for channel in 0..<3 { image[row, column, channel] = Self.colors[label][channel] }
        }
      }
    }
    return DetectionSample(
      image: image, objects: objects.map { LabeledBox($0.box, label: $0.label) })
  }

  private func box(_ x: Float, _ y: Float, _ width: Float, _ height: Float) -> Box {
    Box(x: x, y: y, width: width, height: height)
  }

  private var samples: [DetectionSample] {
    [
      sample(
        ImageSize(height: 120, width: 200),
        [(0, box(10, 15, 60, 40)), (1, box(120, 70, 70, 45))]),
      sample(ImageSize(height: 150, width: 100), [(2, box(20, 30, 60, 80))]),
      sample(ImageSize(height: 97, width: 97), [(3, box(0, 0, 50, 97))]),
      sample(ImageSize(height: 61, width: 230), [(4, box(100, 10, 70, 40))]),
    ]
  }

  /// The part of a picture that has a class's colour.
  private func region(_ image: Image, _ label: Int) -> Box? {
    var (rows, columns) = ([Int](), [Int]())
    for row in 0..<image.height {
      for column in 0..<image.width {
        let isColor = (0..<3).allSatisfy {
          abs(Int(image[row, column, $0]) - Int(Self.colors[label][$0])) < 100
        }
        if isColor {
          rows.append(row)
          columns.append(column)
        }
      }
    }
    guard let top = rows.min(), let bottom = rows.max(), let left = columns.min(),
      let right = columns.max()
    else { return nil }
    return Box(
      left: Float(left), top: Float(top), right: Float(right + 1), bottom: Float(bottom + 1))
  }

  private func augmented(
    _ augmentation: DetectionAugmentation, seed: UInt64, first: Int = 0
  ) -> DetectionSample {
    let samples = samples
    var next = first
    return augmentation.sample(samples[first], side: Self.side, RandomSource(seed: seed)) { _ in
      next += 1
      return samples[next % samples.count]
    }
  }

  private func plain(
    mosaic: Float = 0, flips: Bool = false, flipsVertically: Bool = false,
    transposes: Bool = false
  ) -> DetectionAugmentation {
    var augmentation = DetectionAugmentation()
    augmentation.mosaicShare = mosaic
    (augmentation.flips, augmentation.flipsVertically) = (flips, flipsVertically)
    augmentation.transposes = transposes
    augmentation.colorJitter = 0
    return augmentation
  }

  @Test(arguments: [
    (0, [false, false, false]), (0, [true, false, false]), (0, [false, true, false]),
    (0, [false, false, true]), (1, [true, true, true]),
  ])
  func boxesFitWhatIsInThePicture(mosaic: Int, changes: [Bool]) {
    var augmentation = plain(
      mosaic: Float(mosaic), flips: changes[0], flipsVertically: changes[1], transposes: changes[2])
    augmentation.leastVisible = 0
    var seen = 0
    for seed in 0..<40 {
      let result = augmented(augmentation, seed: UInt64(seed), first: seed % 4)
      #expect(result.image.size == ImageSize(height: Self.side, width: Self.side))
      for object in result.objects {
        seen += 1
        guard let region = region(result.image, object.label) else {
          Issue.record("seed \(seed): class \(object.label) is not in the picture")
          continue
        }
        for (found, expected) in [
          (object.box.x, region.x), (object.box.y, region.y), (object.box.right, region.right),
          (object.box.bottom, region.bottom),
        ] { #expect(abs(found - expected) <= 2, "seed \(seed): \(object) for \(region)") }
      }
      for label in 0..<5 where !result.objects.contains(where: { $0.label == label }) {
        let rest = region(result.image, label).map { min($0.width, $0.height) }
        #expect((rest ?? 0) <= 3, "seed \(seed): class \(label) has no box")
      }
    }
    #expect(seen > 30)
  }

  @Test func theSameSeedGivesTheSamePicture() {
    var augmentation = DetectionAugmentation()
    augmentation.flipsVertically = true
    for seed in 0..<6 {
      let first = augmented(augmentation, seed: UInt64(seed))
      let again = augmented(augmentation, seed: UInt64(seed))
      #expect(again.image == first.image && again.objects == first.objects)
      #expect(augmented(augmentation, seed: UInt64(seed + 100)).image != first.image)
    }
  }

  @Test func boxesThatAreMostlyCutAwayAreDropped() {
    let large = sample(ImageSize(height: 90, width: 90), [(0, box(0, 0, 90, 90))])
    var augmentation = plain()
    // A sixteenth of the picture is left.
    augmentation.scale = 4...4.0001
    func objects() -> [LabeledBox] {
      augmentation.sample(large, side: Self.side, RandomSource(seed: 1)) { _ in large }.objects
    }
    #expect(objects().isEmpty)
    augmentation.leastVisible = 0.05
    #expect(objects().map(\.box) == [box(0, 0, 160, 160)])
  }

  @Test func smallPicturesAndIgnoredObjectsAreNoFault() {
    var tiny = sample(ImageSize(height: 1, width: 400), [(0, box(0, 0, 400, 1))])
    tiny.objects[0].isIgnored = true
    for seed in 0..<20 {
      let result = plain(mosaic: 0.5, flips: true, flipsVertically: true).sample(
        tiny, side: 64, RandomSource(seed: UInt64(seed))
      ) { _ in tiny }
      #expect(result.image.size == ImageSize(height: 64, width: 64))
      #expect(result.objects.allSatisfy { $0.isIgnored && $0.box.right <= 64 })
    }
  }

  @Test func oneScaleIsAChoice() {
    var augmentation = plain()
    augmentation.scale = 1...1
    let result = augmented(augmentation, seed: 1)
    #expect(abs(result.objects[0].box.width - 60 * 0.8) < 1)
  }
}
