/// How good detections are: average precision as COCO's evaluation defines it (Lin et al. 2014, arXiv:1405.0312;
/// pycocotools gives the same figures).
public struct DetectionEvaluation: Sendable {
  /// What is in a picture, and what was found.
  public struct Picture: Sendable {
    /// The objects.
    public var objects: [LabeledBox]
    /// The detections; of each class the 100 best count.
    public var detections: [Detection]

    /// A picture's objects and detections.
    public init(objects: [LabeledBox], detections: [Detection]) {
      (self.objects, self.detections) = (objects, detections)
    }
  }

  /// The bounds of intersection over union: 0.50, 0.55, … 0.95.
  public static let bounds = (0..<10).map { (50 + 5 * Float($0)) / 100 }
  /// The recalls at which a curve of precision is read: 0, 0.01, … 1.
  public static let recalls = (0...100).map { Double($0) / 100 }
  private static let limit = 100

  /// Precision at `recalls`, for each bound and class; nil for a class that no picture has.
  public let precision: [[[Double]?]]
  /// How many objects of each class count.
  public let objectCounts: [Int]

  /// The figures of these pictures.
  public init(_ pictures: [Picture], classCount: Int) {
    precision = Self.bounds.map { bound in
      (0..<classCount).map { label in Self.curve(pictures, label, bound) }
    }
    objectCounts = (0..<classCount).map { label in
      pictures.reduce(0) { $0 + $1.objects.count { $0.label == label && !$0.isIgnored } }
    }
  }

  /// Mean average precision at an overlap of 0.5: over all classes that occur.
  public var map50: Double { Self.mean(precision[0].compactMap { $0 }.map(Self.mean)) }
  /// The mean over all bounds from 0.50 to 0.95, which also says how exact the boxes are.
  public var map50To95: Double {
    Self.mean(precision.flatMap { $0.compactMap { $0 } }.map(Self.mean))
  }
  /// Average precision of a class at an overlap of 0.5; nil where no picture has it.
  public func averagePrecision(ofClass label: Int) -> Double? {
    precision[0][label].map(Self.mean)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Whether each detection of a class is right, the best first, and how many objects there are.
  private static func curve(_ pictures: [Picture], _ label: Int, _ bound: Float) -> [Double]? {
    var (outcomes, objectCount) = ([(score: Float, isRight: Bool)](), 0)
    for picture in pictures {
      let objects = picture.objects.filter { $0.label == label }
      let detections = NonMaximumSuppression.ranked(
        picture.detections.filter { $0.label == label }
      ).prefix(limit)
      objectCount += objects.count { !$0.isIgnored }
      let matches = DetectionMatching(detections: Array(detections), objects: objects, bound: bound)
      for (detection, match) in zip(detections, matches.objects) {
        if let match, objects[match].isIgnored { continue }
        outcomes.append((detection.score, match != nil))
      }
    }
    guard objectCount > 0 else { return nil }
    let ranked = outcomes.enumerated().sorted {
      ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
    }
    return envelope(ranked.map(\.element.isRight), of: objectCount)
  }

  /// Precision at each of `recalls`: the best at that recall or a higher one.
  private static func envelope(_ outcomes: [Bool], of objectCount: Int) -> [Double] {
    var (right, recall, precision) = (0, [Double](), [Double]())
    for (index, isRight) in outcomes.enumerated() {
      right += isRight ? 1 : 0
      recall.append(Double(right) / Double(objectCount))
      precision.append(Double(right) / Double(index + 1))
    }
    for index in precision.indices.dropLast().reversed() {
      precision[index] = max(precision[index], precision[index + 1])
    }
    var place = 0
    return recalls.map { wanted in
      while place < recall.count, recall[place] < wanted { place += 1 }
      return place < recall.count ? precision[place] : 0
    }
  }
}

/// Which object each detection of one class and picture finds.
struct DetectionMatching {
  /// For each detection the object that it finds, or nil.
  let objects: [Int?]

  /// The best detection chooses first: the object with the greatest overlap that is still free and counts; else one that is
  /// ignored, which many may choose.
  ///
  /// - Parameters:
  ///   - detections: the best first.
  ///   - bound: the least intersection over union; for ignored objects, the least share of the detection inside.
  init(detections: [Detection], objects: [LabeledBox], bound: Float) {
    var taken = Set<Int>()
    self.objects = detections.map { detection in
      var (best, bestOverlap) = (Int?.none, bound)
      for (index, object) in objects.enumerated()
      where !object.isIgnored && !taken.contains(index) {
        let overlap = object.box.iou(with: detection.box)
        if overlap >= bestOverlap { (best, bestOverlap) = (index, overlap) }
      }
      if let best {
        taken.insert(best)
        return best
      }
      return objects.indices.first {
        objects[$0].isIgnored
          && objects[$0].box.overlap(with: detection.box) >= bound * detection.box.area
      }
    }
  }
}
