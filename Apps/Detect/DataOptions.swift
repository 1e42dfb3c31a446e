import Annotations
import AppSupport
import ArgumentParser
import Training

/// Which pictures: a folder with boxes, or digits that are put on photographs.
struct DataOptions: ParsableArguments {
  @Option(
    help: "Folder of pictures and boxes: PASCAL VOC's XML, COCO's JSON or YOLO's text files.")
  var data: String?

  @Option(help: "Text file with the names of the classes, one a line (default: those found).")
  var classes: String?

  @Option(help: "Instead of --data: folder of MNIST's files, whose digits are put into pictures.")
  var digits: String?

  @Option(help: "Folder of photographs to put --digits on (default: paper and boards alone).")
  var photos: String?

  func validate() throws {
    guard (data == nil) != (digits == nil) else {
      throw ValidationError("give --data with pictures and boxes, or --digits with MNIST's files")
    }
    if photos != nil && digits == nil {
      throw ValidationError("--photos is what --digits are put on; give --digits too")
    }
    if classes != nil && data == nil {
      throw ValidationError("--classes names the classes of --data")
    }
  }

  /// What is learnt from, and what it is checked with.
  struct Parts {
    var learning: any DetectionSource
    var checking: DetectionSet
    /// What the weight file says of the pictures.
    var description: String
  }

  private static let checkCount = 400
  private static let faultLimit = 20

  /// The pictures of a training; what cannot be used is named on the console.
  func parts(for recipe: DetectionRecipe, seed: UInt64, console: Console) throws -> Parts {
    if let digits {
      let made = try DigitScenes.parts(
        mnist: digits, photos: photos, recipe.scenes ?? .init())
      return Parts(
        learning: made.training,
        checking: made.validation.fixed(count: Self.checkCount, side: recipe.side, seed: seed),
        description: "scenes made of MNIST's digits"
          + (photos.map { " on photographs in \($0)" } ?? ""))
    }
    let found = try folder(console)
    let parts = found.parts(heldOut: 0.1)
    let (learning, checking) = (
      set(parts.training, found.classNames, recipe.side, console),
      set(parts.validation, found.classNames, recipe.side, console)
    )
    console.remark(
      "\(found.format.rawValue): \(learning.count) pictures to learn from, \(checking.count) to check with; classes: "
        + found.classNames.joined(separator: ", "))
    if parts.training == parts.validation {
      console.remark("One picture is both: its figures say nothing about others")
    }
    return Parts(
      learning: AugmentedPictures(learning, recipe.augmentation), checking: checking,
      description: "\(learning.count) pictures in \(data ?? "")")
  }

  /// The pictures that a detector with these labels is measured on: those kept for validation, or all where none are.
  func measured(labels: [String], side: Int, count: Int, seed: UInt64, console: Console) throws
    -> DetectionSet
  {
    if let digits {
      return try DigitScenes.test(mnist: digits, photos: photos)
        .fixed(count: count, side: side, seed: seed)
    }
    let found = try folder(console)
    let known = found.classNames.filter(labels.contains)
    guard !known.isEmpty else {
      throw OtherClasses(folder: data ?? "", found: found.classNames, known: labels)
    }
    return set(
      found.validation.isEmpty ? found.training : found.validation, labels, side, console)
  }

  private func folder(_ console: Console) throws -> AnnotatedFolder {
    let found = try AnnotatedFolder(data ?? "", classes: classes)
    name(found.faults, on: console)
    return found
  }

  private func set(
    _ pictures: [AnnotatedPicture], _ classNames: [String], _ side: Int, _ console: Console
  ) -> DetectionSet {
    let set = DetectionSet(pictures, classNames: classNames, side: side * 3 / 2)
    name(set.faults, on: console)
    return set
  }

  /// Names what was left out, up to a screenful.
  private func name(_ faults: [String], on console: Console) {
    for fault in faults.prefix(Self.faultLimit) { console.remark("skipped: \(fault)") }
    if faults.count > Self.faultLimit {
      console.remark("skipped: \(faults.count - Self.faultLimit) more")
    }
  }

  /// Why nothing can be measured.
  private struct OtherClasses: Error, CustomStringConvertible {
    let folder: String
    let found: [String]
    let known: [String]
    var description: String {
      func list(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
      }
      if found.isEmpty { return "\(folder): no box names a class" }
      return "\(folder): its classes (\(list(found))) are none of the detector's (\(list(known)))"
    }
  }
}
