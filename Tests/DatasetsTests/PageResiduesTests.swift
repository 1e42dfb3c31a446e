import Foundation
import Imaging
import TensorCore
import Testing

@testable import Datasets

@Suite struct PageResiduesTests {
  private static let none = PageResidues(pen: 0, dots: 0, gaps: 0, rules: 0, box: 0, grain: 0)
  /// Each kind on every picture.
  private static let kinds: [(String, WritableKeyPath<PageResidues, Float> & Sendable)] = [
    ("pen", \.pen), ("dots", \.dots), ("gaps", \.gaps), ("rules", \.rules), ("box", \.box),
    ("grain", \.grain),
  ]

  /// A 5 as the reader gives it.
  private let digit: [Float] = {
    var canvas = Canvas(size: ImageSize(height: 200, width: 160), background: .white)
    canvas.text("5", x: 50, y: 40, .black, scale: 12)
    return DigitReader.read(canvas.image)
  }()

  private func changed(_ residues: PageResidues, seed: UInt64) -> [Float] {
    var values = digit
    residues.add(to: &values, size: 28, using: RandomSource(seed: seed))
    return values
  }

  @Test func theSourceDecidesAlone() {
    for seed in 0..<UInt64(40) {
      #expect(changed(.usual, seed: seed) == changed(.usual, seed: seed))
      #expect(changed(Self.none, seed: seed) == digit)
    }
    #expect(Set((0..<40).map { changed(.usual, seed: $0) }).count > 10)
  }

  @Test func eachKindLeavesADigit() {
    for (name, kind) in Self.kinds {
      var residues = Self.none
      residues[keyPath: kind] = 1
      var pictures: Set<[Float]> = []
      for seed in 0..<UInt64(60) {
        let values = changed(residues, seed: seed)
        pictures.insert(values)
        #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(name), seed \(seed)")
        let kept = zip(values, digit).reduce(Float(0)) { $0 + min($1.0, $1.1) }
        // A box makes the digit smaller, so that it lies elsewhere.
        let least: Float = name == "box" ? 0.1 : 0.4
        #expect(kept > least * digit.reduce(0, +), "\(name), seed \(seed): little ink is left")
      }
      #expect(pictures.count > 50, "\(name) is always the same")
    }
  }

  @Test func halfOfThePicturesStayClean() {
    let clean = (0..<UInt64(400)).count { changed(.usual, seed: $0) == digit }
    #expect((160...260).contains(clean), "\(clean) of 400")
  }

  @Test func teachersSeeTheSameDistortionWithoutResidues() {
    let picture = ImageInput(
      Image(
        size: ImageSize(height: 28, width: 28), format: .gray,
        pixels: digit.map { UInt8($0 * 255) }))
    #expect(DigitAugmentation.pages.withoutResidues == .strong)
    for seed in 0..<UInt64(40) {
      func distorted(_ augmentation: DigitAugmentation) -> [Float] {
        augmentation.distorted(picture, using: RandomSource(seed: seed))
      }
      var still = DigitAugmentation.pages
      still.residues = Self.none
      #expect(distorted(still) == distorted(.strong))
    }
  }

  @Test func recipesWithoutResiduesStayReadable() throws {
    let old = #"{"rotation":0.2,"scale":0.12,"shear":0.15,"shift":2,"bend":0.9}"#
    let decoder = JSONDecoder()
    #expect(try decoder.decode(DigitAugmentation.self, from: Data(old.utf8)) == .strong)
    let data = try JSONEncoder().encode(DigitAugmentation.pages)
    #expect(try decoder.decode(DigitAugmentation.self, from: data) == .pages)
  }
}
