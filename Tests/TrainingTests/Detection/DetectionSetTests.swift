import Boxes
import Imaging
import TestSupport
import Testing

@testable import Annotations
@testable import Training

/// Annotated pictures are decoded, and what cannot be used is named.
@Suite struct DetectionSetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(
    _ name: String, _ height: Int, _ width: Int, format: PixelFormat = .rgb
  ) throws -> String {
    try Image(size: ImageSize(height: height, width: width), format: format)
      .writePNG(to: folder.file(name))
    return folder.file(name)
  }

  private func picture(_ path: String, _ boxes: (String, Box)...) -> AnnotatedPicture {
    AnnotatedPicture(path: path, objects: boxes.map { .init(name: $0.0, box: $0.1) })
  }

  private let box = Box(x: 10, y: 20, width: 30, height: 40)

  @Test func aDamagedPictureIsNamedAndLeftOut() throws {
    let good = try write("good.png", 80, 90)
    let bad = try folder.write("no picture", to: "bad.png")
    let missing = folder.file("missing.png")
    let set = DetectionSet(
      [picture(bad, ("cat", box)), picture(good, ("cat", box)), picture(missing)],
      classNames: ["cat"], side: 100)
    try #require(set.count == 1 && set.files == [good])
    #expect(set[0].objects == [LabeledBox(box, label: 0)])
    try #require(set.faults.count == 2)
    #expect(set.faults[0].hasPrefix(bad) && set.faults[1].hasPrefix(missing))
  }

  @Test func boxesAreScaledWithThePicture() throws {
    let path = try write("a.png", 400, 300)
    let set = DetectionSet([picture(path, ("dog", box))], classNames: ["cat", "dog"], side: 100)
    #expect(set[0].image.size == ImageSize(height: 100, width: 75))
    #expect(set[0].objects == [LabeledBox(Box(x: 2.5, y: 5, width: 7.5, height: 10), label: 1)])
    let small = DetectionSet([picture(path, ("dog", box))], classNames: ["dog"], side: 400)
    #expect(small[0].image.size == ImageSize(height: 400, width: 300))
    #expect(small[0].objects[0].box == box)
  }

  @Test func relativeBoxesAreOfThePicturesOwnSize() throws {
    var relative = picture(
      try write("a.png", 200, 400), ("cat", Box(x: 0.5, y: 0.5, width: 0.25, height: 0.5)))
    relative.isRelative = true
    let set = DetectionSet([relative], classNames: ["cat"], side: 200)
    #expect(set[0].objects[0].box == Box(x: 100, y: 50, width: 50, height: 50))
  }

  @Test func boxesThatAreNoUseAreNamed() throws {
    let path = try write("a.png", 100, 100)
    let set = DetectionSet(
      [
        picture(
          path, ("cat", Box(x: 100, y: 0, width: 9, height: 9)),
          ("cat", Box(x: 5, y: 5, width: 0, height: 9)), ("cow", box),
          ("cat", Box(x: -10, y: 90, width: 30, height: 30)))
      ], classNames: ["cat"], side: 50)
    try #require(set.count == 1 && set.faults.count == 3)
    #expect(set.faults.allSatisfy { $0.hasPrefix(path) })
    #expect(set[0].objects.map(\.box) == [Box(x: 0, y: 45, width: 10, height: 5)])
  }

  @Test(arguments: [PixelFormat.gray, .grayAlpha, .rgb, .rgba]) func picturesAreRGB(
    format: PixelFormat
  ) throws {
    let set = DetectionSet(
      [picture(try write("a.png", 20, 30, format: format))], classNames: [], side: 30)
    #expect(set.faults.isEmpty && set[0].image.format == .rgb)
    // What is transparent lies on white.
    #expect(set[0].image.pixels[0] == (format.hasAlpha ? 255 : 0))
  }
}
