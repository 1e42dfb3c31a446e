import Boxes
import Foundation
import Imaging
import Testing

@testable import Annotations

/// Boxes in every form and layout that people have.
@Suite final class AnnotatedFolderTests {
  private let root = NSTemporaryDirectory() + "annotations-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func write(_ text: String, _ name: String) throws {
    let path = "\(root)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Readers go by names; the pictures need no content.
  private func writePictures(_ names: String...) throws {
    for name in names { try write("", name) }
  }

  private func voc(_ file: String, _ objects: (String, [Int])...) -> String {
    let list = objects.map { name, edges in
      "<object><name>\(name)</name><difficult>0</difficult><bndbox><xmin>\(edges[0])</xmin>"
        + "<ymin>\(edges[1])</ymin><xmax>\(edges[2])</xmax><ymax>\(edges[3])</ymax></bndbox></object>"
    }
    return "<annotation><filename>\(file)</filename>\(list.joined())</annotation>"
  }

  private let catBox = Box(x: 1, y: 2, width: 3, height: 4)

  @Test func vocWithImageSets() throws {
    try writePictures("JPEGImages/a.jpg", "JPEGImages/b.jpg", "JPEGImages/c.jpg")
    try write(voc("a.jpg", ("cat", [1, 2, 4, 6])), "Annotations/a.xml")
    try write(voc("b.jpg", ("dog", [1, 2, 4, 6])), "Annotations/b.xml")
    try write(voc("c.jpg", ("cow", [1, 2, 4, 6])), "Annotations/c.xml")
    try write("a\n", "ImageSets/Main/train.txt")
    try write("b\n", "ImageSets/Main/val.txt")
    let folder = try AnnotatedFolder(root)
    #expect(folder.format == .voc && folder.classNames == ["cat", "dog"] && folder.faults == [])
    #expect(folder.training.map(\.objects) == [[.init(name: "cat", box: catBox)]])
    #expect(folder.training[0].path.hasSuffix("JPEGImages/a.jpg"))
    #expect(folder.validation.map(\.objects[0].name) == ["dog"])
  }

  @Test func vocBesideThePicturesInFoldersOfAnyName() throws {
    try writePictures("train set/x/a.png", "valid/x/a.png")
    try write(voc("C:\\photos\\a.png", ("cat", [1, 2, 4, 6])), "train set/x/a.xml")
    try write(voc("a.png", ("cat", [0, 0, 9, 9])), "valid/x/a.xml")
    let folder = try AnnotatedFolder(root)
    #expect(folder.training.count == 1 && folder.validation.count == 1)
    #expect(folder.training[0].path.contains("train set/x/a.png"))
    #expect(folder.validation[0].path.contains("valid/x/a.png"))
  }

  @Test func cocoInItsUsualLayout() throws {
    try writePictures("train2017/1.jpg", "val2017/1.jpg")
    func json(_ bbox: String) -> String {
      """
      {"images": [{"id": 7, "file_name": "1.jpg"}], "categories": [{"id": 0, "name": "animals"},
        {"id": 9, "name": "dog"}, {"id": 3, "name": "cat"}], "annotations": [
        {"image_id": 7, "category_id": 3, "bbox": \(bbox), "iscrowd": 1, "id": 1, "area": 12},
        {"image_id": 7, "category_id": 9, "bbox": [0, 0, 5, 5], "id": 2}]}
      """
    }
    try write(json("[1, 2, 3, 4]"), "annotations/instances_train2017.json")
    try write(json("[1, 2]"), "annotations/instances_val2017.json")
    try write("{\"info\": 1}", "annotations/other.json")
    let folder = try AnnotatedFolder(root)
    #expect(folder.format == .coco && folder.classNames == ["cat", "dog"])
    #expect(folder.training[0].objects[0] == .init(name: "cat", box: catBox, isIgnored: true))
    let checked = folder.validation[0].labeled(
      by: folder.classNames, in: ImageSize(height: 9, width: 9))
    #expect(checked.boxes.map(\.label) == [1] && checked.faults.count == 1)
  }

  @Test func oneOddAnnotationOfCOCOIsLeftOutAlone() throws {
    try writePictures("1.jpg")
    let good = "{\"image_id\": \"a\", \"category_id\": 3, \"bbox\": [1, 2, 3, 4]}"
    for odd in [
      "{\"image_id\": \"a\", \"category_id\": 3, \"bbox\": null}",
      "{\"image_id\": \"a\", \"category_id\": 3}", "7",
      "{\"image_id\": \"a\", \"category_id\": 3, \"bbox\": [\"x\", 1, 2, 3]}",
      "{\"image_id\": \"a\", \"category_id\": 3, \"bbox\": [1e300, 1, 2, 3]}",
      "{\"image_id\": \"a\", \"category_id\": 1000000000000000000000000, \"bbox\": [1, 2, 3, 4]}",
    ] {
      try write(
        "{\"images\": [{\"id\": \"a\", \"file_name\": \"1.jpg\"}], "
          + "\"categories\": [{\"id\": 3, \"name\": \"cat\"}], \"annotations\": [\(good), \(odd), "
          + "{\"image_id\": \"b\", \"category_id\": 3, \"bbox\": [1, 2, 3, 4]}]}", "all.json")
      let folder = try AnnotatedFolder(root)
      #expect(folder.training[0].objects == [.init(name: "cat", box: catBox)], "\(odd)")
      #expect(folder.faults.count == 2, "\(odd): \(folder.faults)")
      #expect(
        folder.faults.first?.contains("1 of its annotations cannot be used, the first is number 2")
          == true)
      #expect(folder.faults.last?.contains("pictures that it does not name") == true)
    }
  }

  @Test func oneOddLineOfYOLOIsLeftOutAlone() throws {
    try writePictures("a.jpg", "b.jpg")
    try write("1.0 0.5 0.5 0.2 0.4\n\n-1 0.5 0.5 .1 .1\n0 0.5 0.5\n2 0.1 0.1 0.1 0.1\n", "a.txt")
    try write("only words\n", "b.txt")
    let folder = try AnnotatedFolder(root)
    #expect(folder.training.map { $0.objects.map(\.name) } == [["1", "2"]])
    #expect(folder.faults.count == 3)
    #expect(folder.faults[0].contains("a.txt: line 3 is no") && folder.faults[1].contains("line 4"))
    #expect(folder.faults[2].contains("b.txt: is no list"))
  }

  @Test func yoloWithYAML() throws {
    try writePictures("images/train/a.jpg", "images/val/b.jpg")
    try write("names:\n  0: cat\n  1: big dog\nnc: 2\n", "data.yaml")
    try write("1 0.5 0.5 0.2 0.4\n", "labels/train/a.txt")
    try write("0 0.1 0.1 0.5 0.1 0.5 0.3\n", "labels/val/b.txt")
    let folder = try AnnotatedFolder(root)
    #expect(folder.format == .yolo && folder.classNames == ["cat", "big dog"])
    let boxes = folder.training[0].labeled(
      by: folder.classNames, in: ImageSize(height: 10, width: 100)
    ).boxes
    #expect(boxes.count == 1 && boxes[0].label == 1)
    #expect(abs(boxes[0].box.x - 40) < 1e-3 && abs(boxes[0].box.height - 4) < 1e-4)
    #expect(abs(folder.validation[0].objects[0].box.width - 0.4) < 1e-6)
  }

  @Test func yoloWithAListOfClassesAndWithout() throws {
    try writePictures("a.jpg", "b.jpg")
    try write("3 0.5 0.5 0.2 0.4", "a.txt")
    try write("10 0.5 0.5 0.2 0.4", "b.txt")
    #expect(try AnnotatedFolder(root).classNames == ["3", "10"])
    try write("zero\none\ntwo\nthree\n", "classes.txt")
    let folder = try AnnotatedFolder(root)
    #expect(folder.classNames[3] == "three" && folder.training[0].objects[0].name == "three")
    let checked = folder.training[1].labeled(
      by: folder.classNames, in: ImageSize(height: 9, width: 9))
    #expect(checked.faults.first?.contains("class '10'") == true)
  }

  @Test func boxesThatAreNoUseAreNamed() throws {
    try writePictures("a.jpg")
    try write(
      voc(
        "a.jpg", ("cat", [1, 2, 1, 6]), ("cat", [50, 50, 60, 60]), ("cow", [1, 1, 2, 2]),
        ("cat", [-5, 2, 4, 60])), "a.xml")
    let picture = try AnnotatedFolder(root).training[0]
    let (boxes, faults) = picture.labeled(by: ["cat"], in: ImageSize(height: 20, width: 30))
    #expect(boxes.map(\.box) == [Box(x: 0, y: 2, width: 4, height: 18)])
    #expect(faults.count == 3 && faults[0].contains("no area") && faults[1].contains("outside"))
    #expect(faults.allSatisfy { $0.hasPrefix(picture.path) })
  }

  @Test func damagedFilesAreNamedAndTheOthersRead() throws {
    try writePictures("a.jpg", "b.jpg")
    try write(voc("a.jpg", ("cat", [1, 2, 4, 6])), "a.xml")
    try write("<annotation><object><name>ca", "b.xml")
    try write("<html></html>", "c.xml")
    try write(voc("gone.jpg", ("cat", [1, 2, 4, 6])), "d.xml")
    let folder = try AnnotatedFolder(root)
    #expect(folder.training.count == 1)
    #expect(folder.faults.count == 3)
    #expect(folder.faults.contains { $0.contains("d.xml: its picture 'gone.jpg' is missing") })
  }

  @Test func hostileInputIsOneSentence() throws {
    #expect(throws: AnnotationError.self) { try AnnotatedFolder(self.root + "/none") }
    try writePictures("a.jpg")
    #expect(throws: AnnotationError.nothingFound(folder: root)) { try AnnotatedFolder(self.root) }
    let bomb =
      "<!DOCTYPE a [<!ENTITY x \"\(String(repeating: "ha", count: 500))\">"
      + (0..<30).map {
        "<!ENTITY y\($0) \"\(String(repeating: $0 == 0 ? "&x;" : "&y\($0 - 1);", count: 20))\">"
      }
      .joined() + "]><annotation><filename>&y29;</filename></annotation>"
    try write(bomb, "a.xml")
    let error = #expect(throws: AnnotationError.self) { try AnnotatedFolder(self.root) }
    #expect(error?.description.contains("a.xml") == true)
    try write("{\"images\": [", "a.json")
    #expect(throws: AnnotationError.self) { try AnnotatedFolder(self.root) }
    try write("", "empty.txt")
    #expect(throws: AnnotationError.noClasses(file: root + "/empty.txt")) {
      try AnnotatedFolder(self.root, classes: self.root + "/empty.txt")
    }
  }
}
