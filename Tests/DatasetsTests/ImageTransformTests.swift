import Foundation
import Imaging
import TensorCore
import Testing

@testable import Datasets

@Suite struct ImageTransformTests {
  /// Red grows along the width, green along the height.
  private func picture(height: Int, width: Int) -> Image {
    Image(
      size: ImageSize(height: height, width: width), format: .rgb,
      pixels: (0..<height).flatMap { row in
        (0..<width).flatMap { [UInt8($0 * 255 / width), UInt8(row * 255 / height), 128] }
      })
  }

  private func values(_ steps: [ImageTransform], _ image: Image, seed: UInt64 = 0) -> ImageInput {
    ImagePipeline(steps)(image, SampleDraw(random: RandomSource(seed: seed)))
  }

  @Test func torchvisionsEvaluationPipeline() {
    let input = values(
      [
        .rgb, .resizeShorterSide(to: 64), .centerCrop(height: 56, width: 56),
        .normalize(mean: [0.5, 0.25, 0], deviation: [0.5, 0.25, 1]),
      ], picture(height: 100, width: 200))
    #expect(input.size == ImageSize(height: 56, width: 56) && input.channels == 3)
    // The middle column is half red, the middle row half green.
    let middle = (28 * 56 + 28) * 3
    #expect(abs(input.values[middle]) < 0.03)
    #expect(abs(input.values[middle + 1] - 1) < 0.06)
    #expect(abs(input.values[middle + 2] - 128 / 255) < 0.01)
  }

  @Test func sizesComeOutAsAskedFor() {
    for (height, width) in [(1, 1), (3, 90), (90, 3), (40, 40)] {
      let image = picture(height: height, width: width)
      #expect(values([.resize(height: 7, width: 9)], image).size == .init(height: 7, width: 9))
      let cropped = values([.centerCrop(height: 12, width: 20)], image)
      #expect(cropped.size == .init(height: 12, width: 20))
      for seed in 0..<UInt64(20) {
        let part = values(
          [.randomResizedCrop(height: 8, width: 6, minimumArea: 0.1)], image, seed: seed)
        #expect(part.size == .init(height: 8, width: 6))
      }
    }
    #expect(values([.resizeShorterSide(to: 5)], picture(height: 20, width: 8)).size.height == 13)
  }

  @Test func flipsFollowTheSource() {
    let image = picture(height: 2, width: 8)
    #expect(values([.randomFlip(probability: 0)], image).values == values([], image).values)
    let flipped = values([.randomFlip(probability: 1)], image)
    #expect(flipped.values[0] == values([], image).values[7 * 3])
    let kinds = Set(
      (0..<UInt64(40)).map {
        values([.randomFlip(probability: 0.5)], image, seed: UInt64($0)).values
      })
    #expect(kinds.count == 2)
  }

  @Test func pipelinesAreJSONAndComeBack() throws {
    let pipeline = ImagePipeline([
      .digit, .grey, .rgb, .resizeShorterSide(to: 4), .resize(height: 1, width: 2),
      .centerCrop(height: 3, width: 4), .randomFlip(probability: 0.5), .distort(.light),
      .randomResizedCrop(height: 1, width: 2, minimumArea: 0.25), .normalizedDigits,
    ])
    let data = try JSONEncoder().encode(pipeline)
    #expect(try JSONDecoder().decode(ImagePipeline.self, from: data) == pipeline)
    #expect(String(decoding: data, as: UTF8.self).hasPrefix("["))
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(ImagePipeline.self, from: Data(#"[{"unknown":{}}]"#.utf8))
    }
  }

  @Test func digitsAreReadAndNormalised() {
    let blank = Image(size: .init(height: 40, width: 30), format: .rgb, filledWith: 255)
    let input = ImagePipeline.digits(blank)
    #expect(input.size == .init(height: 28, width: 28) && input.channels == 1)
    #expect(input.values.allSatisfy { abs($0 + DigitInput.mean / DigitInput.deviation) < 1e-5 })
  }

  @Test func batchesHoldTheirInputsInOrder() {
    let inputs = (0..<3).map { index in
      values([], Image(size: .init(height: 2, width: 5), format: .rgb, filledWith: UInt8(index)))
    }
    let batch = Tensor(inputs)
    #expect(batch.shape == [3, 2, 5, 3])
    #expect(batch.sliced(2..<3).values.allSatisfy { abs($0 - 2 / 255) < 1e-6 })
  }

  @Test func aFlipAlternatesFromEpochToEpoch() {
    let image = picture(height: 8, width: 9)
    func flipped(_ index: Int, _ epoch: Int) -> Bool {
      let draw = SampleDraw(index: index, epoch: epoch)
      let input = ImagePipeline([.rgb, .alternatingFlip])(image, draw)
      return input.values != ImagePipeline([.rgb])(image).values
    }
    for index in 0..<20 {
      #expect(flipped(index, 0) != flipped(index, 1) && flipped(index, 0) == flipped(index, 2))
    }
    #expect((4...16).contains((0..<20).count { flipped($0, 0) }))
  }

  @Test func aShiftMirrorsTheEdge() {
    let image = Image(size: .init(height: 1, width: 4), format: .gray, pixels: [1, 2, 3, 4])
    #expect(image.shifted(down: 0, right: 2).pixels == [3, 2, 1, 2])
    #expect(image.shifted(down: 0, right: -1).pixels == [2, 3, 4, 3])
    var seen: Set<[Float]> = []
    for seed in 0..<60 {
      seen.insert(
        values([.randomShift(pixels: 1)], picture(height: 5, width: 5), seed: UInt64(seed)).values)
    }
    #expect(seen.count == 9)
  }

  @Test func jitterChangesColoursWithinBounds() {
    let image = picture(height: 10, width: 12)
    let plain = values([.rgb], image)
    #expect(values([.rgb, .colorJitter(0)], image).values == plain.values)
    let some = (0..<20).map { values([.rgb, .colorJitter(0.4)], image, seed: UInt64($0)).values }
    #expect(Set(some).count == 20)
    #expect(some.allSatisfy { $0.allSatisfy { (0...1).contains($0) } })
  }

  @Test func digitsAndPhotosAreToldApart() throws {
    let samples = "Data/Samples"
    let root = #filePath.components(separatedBy: "/Tests/")[0]
    for (folder, kind) in [("digits", PictureKind.digit), ("photos", .photo)] {
      let place = "\(root)/\(samples)/\(folder)"
      let names = try FileManager.default.contentsOfDirectory(atPath: place)
      for name in names where !name.hasSuffix(".md") {
        #expect(try PictureKind(of: Image(contentsOf: "\(place)/\(name)")) == kind, "\(name)")
      }
    }
  }
}
