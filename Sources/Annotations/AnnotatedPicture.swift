import Boxes
import Imaging

/// A picture file and the boxes that people drew on it.
public struct AnnotatedPicture: Sendable, Equatable {
  /// A box and the name of what is in it.
  public struct Object: Sendable, Equatable {
    /// The class.
    public var name: String
    /// In pixels, or in shares of width and height where the picture's boxes are relative.
    public var box: Box
    /// A crowd, or marked as difficult.
    public var isIgnored = false
  }

  /// Where the picture lies.
  public var path: String
  /// Its boxes.
  public var objects: [Object]
  /// Whether boxes are in shares of width and height (YOLO) instead of pixels.
  public var isRelative = false

  /// The boxes of known classes in a picture of this size, cut at its edges, and one sentence for each box that is no use.
  public func labeled(by classNames: [String], in size: ImageSize) -> (
    boxes: [LabeledBox], faults: [String]
  ) {
    let (width, height) = (Float(size.width), Float(size.height))
    var (boxes, faults) = ([LabeledBox](), [String]())
    for (number, object) in objects.enumerated() {
      let box = isRelative ? object.box.scaled(across: width, down: height) : object.box
      func fault(_ what: String) { faults.append("\(path): box \(number + 1) \(what)") }
      guard let label = classNames.firstIndex(of: object.name) else {
        fault("is of class '\(object.name)', which is not among the classes")
        continue
      }
      guard box.isUsable else {
        fault("('\(object.name)') has no area")
        continue
      }
      let inside = box.clipped(to: size)
      guard inside.isUsable else {
        fault("('\(object.name)') lies outside the picture")
        continue
      }
      boxes.append(LabeledBox(inside, label: label, isIgnored: object.isIgnored))
    }
    return (boxes, faults)
  }
}

/// Pictures with boxes as they lie in a folder.
public struct AnnotatedFolder: Sendable {
  /// How the boxes are written.
  public enum Format: String, Sendable, CaseIterable {
    /// One XML file a picture (PASCAL VOC).
    case voc = "PASCAL VOC"
    /// One JSON file for many pictures (COCO).
    case coco = "COCO"
    /// One text file a picture (YOLO).
    case yolo = "YOLO"
  }

  /// How the boxes are written.
  public let format: Format
  /// The names of the classes.
  public let classNames: [String]
  /// The pictures to learn from.
  public let training: [AnnotatedPicture]
  /// The pictures to check with, where the folder says which; else empty.
  public let validation: [AnnotatedPicture]
  /// One sentence for each annotation that cannot be used.
  public let faults: [String]

  /// The pictures to learn from and those to check with: a share of them, every so manieth, where the folder does not
  /// say. One picture alone is both.
  public func parts(heldOut share: Double) -> (
    training: [AnnotatedPicture], validation: [AnnotatedPicture]
  ) {
    guard validation.isEmpty, share > 0 else { return (training, validation) }
    guard training.count > 1 else { return (training, training) }
    let step = max(Int(min(1 / share, Double(training.count)).rounded()), 2)
    let order = training.sorted { $0.path < $1.path }.enumerated()
    return (
      order.filter { $0.offset % step != 0 }.map(\.element),
      order.filter { $0.offset % step == 0 }.map(\.element)
    )
  }
}
