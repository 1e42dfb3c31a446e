import Annotations
import Boxes
import Datasets
import Imaging

/// Pictures with boxes, decoded once and kept at the size that training needs.
public struct DetectionSet: Dataset {
  /// The names of the classes.
  public let classNames: [String]
  /// The files.
  public let files: [String]
  /// One sentence for each picture and each box that cannot be used.
  public let faults: [String]
  private let samples: [DetectionSample]

  /// Decodes annotated pictures.
  ///
  /// - Parameter side: the longer side that is kept; smaller pictures stay as they are.
  public init(_ pictures: [AnnotatedPicture], classNames: [String], side: Int) {
    let results = inParallel(pictures) { picture in
      try Self.sample(picture, classNames, side)
    }
    var (files, samples, faults) = ([String](), [DetectionSample](), [String]())
    for (picture, result) in zip(pictures, results) {
      switch result {
      case .success(let found):
        files.append(picture.path)
        samples.append(found.sample)
        faults += found.faults
      case .failure(let error): faults.append("\(error)")
      }
    }
    (self.classNames, self.files, self.samples, self.faults) = (classNames, files, samples, faults)
  }

  /// Pictures that are there already.
  public init(_ samples: [DetectionSample], classNames: [String]) {
    (self.samples, self.classNames, files, faults) = (samples, classNames, [], [])
  }

  private static func sample(_ picture: AnnotatedPicture, _ classNames: [String], _ side: Int)
    throws -> (sample: DetectionSample, faults: [String])
  {
    let image = try Image(contentsOf: picture.path)
    let (boxes, faults) = picture.labeled(by: classNames, in: image.size)
    let opaque = image.rgb()
    guard max(image.height, image.width) > side else {
      return (DetectionSample(image: opaque, objects: boxes), faults)
    }
    let fit = Letterbox(image.size, side: side)
    let objects = boxes.map {
      LabeledBox(fit.inputBox($0.box), label: $0.label, isIgnored: $0.isIgnored)
    }
    return (DetectionSample(image: opaque.resized(to: fit.inner), objects: objects), faults)
  }

  /// How many pictures there are.
  public var count: Int { samples.count }
  /// One picture.
  public subscript(index: Int) -> DetectionSample { samples[index] }
}
