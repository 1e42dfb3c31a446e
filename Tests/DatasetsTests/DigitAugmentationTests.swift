import Imaging
import TensorCore
import Testing

@testable import Datasets

@Suite struct DigitAugmentationTests {
  private static let still = DigitAugmentation(rotation: 0, scale: 0, shear: 0, shift: 0, bend: 0)

  /// A bright cross off the centre of each picture, the further the later.
  private let pictures: [ImageInput] = (0..<6).map { picture in
    var pixels = [UInt8](repeating: 0, count: 784)
    for step in 8..<20 {
      pixels[step * 28 + 10 + picture] = 255
      pixels[14 * 28 + step] = 200
    }
    return ImageInput(
      Image(size: ImageSize(height: 28, width: 28), format: .gray, pixels: pixels))
  }

  @Test func withoutDistortionNothingChanges() {
    let same = Self.still.distorted(pictures[3], using: RandomSource(seed: 1))
    #expect(same.count == 784)
    for (value, original) in zip(same, pictures[3].values) { #expect(abs(value - original) < 1e-5) }
  }

  @Test func theSourceDecidesAlone() {
    func drawn(_ picture: Int, seed: UInt64) -> [Float] {
      DigitAugmentation.strong.distorted(pictures[picture], using: RandomSource(seed: seed))
    }
    #expect(drawn(2, seed: 1) == drawn(2, seed: 1))
    #expect(drawn(2, seed: 1) != drawn(2, seed: 2) && drawn(2, seed: 1) != drawn(3, seed: 1))
  }

  @Test(arguments: [DigitAugmentation.light, .strong])
  func picturesStayPictures(distortion: DigitAugmentation) {
    for seed in 0..<UInt64(180) {
      let picture = pictures[Int(seed % 6)]
      let values = distortion.distorted(picture, using: RandomSource(seed: seed))
      #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
      let share = values.reduce(0, +) / picture.values.reduce(0, +)
      #expect((0.5...2).contains(share), "seed \(seed): \(share) of the ink")
    }
  }

  @Test func absurdDistortionIsNoTrap() {
    let wild = DigitAugmentation(rotation: 30, scale: 5, shear: 50, shift: 1e20, bend: 1e9)
    let values = wild.distorted(pictures[0], using: RandomSource(seed: 1))
    #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}
