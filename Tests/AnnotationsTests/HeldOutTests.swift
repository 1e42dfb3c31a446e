import Testing

@testable import Annotations

/// A share of the pictures is kept for validation where the folder has no such part.
@Suite struct HeldOutTests {
  private func folder(_ count: Int, validation: [AnnotatedPicture] = []) -> AnnotatedFolder {
    let pictures = (0..<count).reversed().map { picture("\($0 + 100)") }
    return AnnotatedFolder(
      format: .voc, classNames: [], training: pictures, validation: validation, faults: [])
  }

  private func picture(_ path: String) -> AnnotatedPicture {
    AnnotatedPicture(path: path, objects: [])
  }

  @Test(arguments: [(0.1, 10, 1), (0.1, 95, 10), (0.25, 8, 2), (0.5, 3, 2), (0.1, 2, 1)])
  func everySoManiethPictureIsHeldOut(share: Double, count: Int, expected: Int) {
    let (training, validation) = folder(count).parts(heldOut: share)
    #expect(validation.count == expected && training.count == count - expected)
    #expect(Set((training + validation).map(\.path)).count == count)
  }

  @Test func theOrderOfFilesDoesNotMatter() {
    let folder = folder(30)
    let other = AnnotatedFolder(
      format: .voc, classNames: [], training: folder.training.shuffled(), validation: [],
      faults: [])
    #expect(folder.parts(heldOut: 0.2) == other.parts(heldOut: 0.2))
  }

  @Test func whatTheFolderSaysCounts() {
    let folder = folder(9, validation: [picture("own")])
    let (training, validation) = folder.parts(heldOut: 0.5)
    #expect(training == folder.training && validation.map(\.path) == ["own"])
  }

  @Test(arguments: [0, -1, .nan, 1e-300]) func noShareHoldsNothingOrOnePictureOut(share: Double) {
    let (training, validation) = folder(9).parts(heldOut: share)
    let expected = share > 0 ? 1 : 0
    #expect(validation.count == expected && training.count == 9 - expected)
  }

  @Test func theOnlyPictureIsInBothParts() {
    let (training, validation) = folder(1).parts(heldOut: 0.1)
    #expect(training.count == 1 && validation == training)
  }
}
