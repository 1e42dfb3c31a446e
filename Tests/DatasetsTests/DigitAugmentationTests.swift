import Datasets
import TensorCore
import Testing

@Suite struct DigitAugmentationTests {
  private static let still = DigitAugmentation(rotation: 0, scale: 0, shear: 0, shift: 0, bend: 0)

  /// A bright cross off the centre of each picture, the further the later.
  private let images: LabeledImages = {
    var pixels = [UInt8](repeating: 0, count: 6 * 784)
    for picture in 0..<6 {
      for step in 8..<20 {
        pixels[picture * 784 + step * 28 + 10 + picture] = 255
        pixels[picture * 784 + 14 * 28 + step] = 200
      }
    }
    return LabeledImages(
      rows: 28, columns: 28, channels: 1, pixels: pixels, labels: [0, 1, 2, 3, 4, 5])
  }()

  @Test func withoutDistortionNothingChanges() {
    let same = Self.still.distorted(images, [0, 3], seed: 1, epoch: 1)
    #expect(same.shape == [2, 28, 28, 1])
    for (value, original) in zip(same.values, images.images([0, 3]).values) {
      #expect(abs(value - original) < 1e-5)
    }
  }

  @Test func seedEpochAndPictureDecideAlone() {
    func row(_ indices: [Int], _ position: Int, seed: UInt64 = 1, epoch: Int = 0) -> [Float] {
      let values = DigitAugmentation.strong.distorted(images, indices, seed: seed, epoch: epoch)
        .values
      return Array(values[(position * 784)..<(position * 784 + 784)])
    }
    let expected = row([2], 0)
    #expect(row([5, 1, 2, 0], 2) == expected)
    #expect(row([2, 2], 0) == row([2, 2], 1))
    #expect(row([2], 0, seed: 2) != expected)
    #expect(row([2], 0, epoch: 1) != expected)
    #expect(row([3], 0) != expected)
  }

  @Test(arguments: [DigitAugmentation.light, .strong])
  func picturesStayPictures(distortion: DigitAugmentation) {
    let original = images.images(Array(0..<6)).values
    for epoch in 0..<30 {
      let values = distortion.distorted(images, Array(0..<6), seed: 3, epoch: epoch).values
      #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
      for picture in 0..<6 {
        let range = (picture * 784)..<(picture * 784 + 784)
        let share = values[range].reduce(0, +) / original[range].reduce(0, +)
        #expect((0.5...2).contains(share), "epoch \(epoch): \(share) of the ink")
      }
    }
  }

  @Test func absurdDistortionIsNoTrap() {
    let wild = DigitAugmentation(rotation: 30, scale: 5, shear: 50, shift: 1e20, bend: 1e9)
    let values = wild.distorted(images, Array(0..<6), seed: 1, epoch: 1 << 20).values
    #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}
