/// What goes wrong, and how often (after Bolya et al. 2020, arXiv:2008.08115).
public struct DetectionMistakes: Sendable, Equatable {
  /// Why a detection is wrong, or what became of an object.
  public enum Kind: String, Sendable, CaseIterable {
    /// Well placed, but called by another class.
    case confused
    /// The right class, but an overlap below 0.5.
    case badlyPlaced = "badly placed"
    /// A second detection of an object that was found.
    case duplicated
    /// Nothing is there.
    case background
    /// An object that no detection touches.
    case missed
  }

  /// Detections of each kind, and objects that were missed.
  public private(set) var counts = [Kind: Int]()
  /// Objects that were found.
  public private(set) var foundCount = 0

  /// The mistakes among the detections that have at least a score.
  public init(_ pictures: [DetectionEvaluation.Picture], minimumScore: Float) {
    for picture in pictures { add(picture, minimumScore) }
  }

  /// Overlaps as for average precision, and those that say that an object was meant.
  private static let (bound, touching): (Float, Float) = (0.5, 0.1)

  private mutating func add(_ picture: DetectionEvaluation.Picture, _ minimumScore: Float) {
    let detections = NonMaximumSuppression.ranked(
      picture.detections.filter { $0.score >= minimumScore })
    var found = Set<Int>()
    var wrong: [Detection] = []
    for label in Set(detections.map(\.label)).sorted() {
      let places = picture.objects.indices.filter { picture.objects[$0].label == label }
      let own = detections.filter { $0.label == label }
      let matching = DetectionMatching(
        detections: own, objects: places.map { picture.objects[$0] }, bound: Self.bound)
      for (detection, match) in zip(own, matching.objects) {
        if let match { found.insert(places[match]) } else { wrong.append(detection) }
      }
    }
    var touched = found
    for detection in wrong {
      let overlaps = picture.objects.map { $0.box.iou(with: detection.box) }
      touched.formUnion(overlaps.indices.filter { overlaps[$0] >= Self.touching })
      counts[Self.kind(detection, picture.objects, overlaps), default: 0] += 1
    }
    for (index, object) in picture.objects.enumerated() where !object.isIgnored {
      if found.contains(index) { foundCount += 1 }
      if !touched.contains(index) { counts[.missed, default: 0] += 1 }
    }
  }

  private static func kind(
    _ detection: Detection, _ objects: [LabeledBox], _ overlaps: [Float]
  ) -> Kind {
    func best(_ isOwn: Bool) -> Float {
      objects.indices.filter { (objects[$0].label == detection.label) == isOwn }
        .map { overlaps[$0] }.max() ?? 0
    }
    if best(true) >= bound { return .duplicated }
    if best(false) >= bound { return .confused }
    return best(true) >= touching ? .badlyPlaced : .background
  }
}
