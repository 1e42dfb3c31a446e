import Platform

/// Of several detections of one object, the best.
public struct NonMaximumSuppression: Sendable, Codable, Hashable {
  /// What happens to a detection that overlaps with a better one of its class.
  public enum Method: Sendable, Codable, Hashable {
    /// It goes where intersection over union is above this.
    case hard(iou: Float)
    /// Its score is multiplied by exp(-iou² / sigma) (Bodla et al. 2017, arXiv:1704.04503).
    case soft(sigma: Float)
  }

  /// How overlaps are treated.
  public var method: Method
  /// Detections with a lower score go.
  public var minimumScore: Float
  /// How many are kept at most.
  public var limit: Int
  /// Two detections of different classes whose intersection over union is above this are one object, of which the better
  /// stays; nil treats each class by itself.
  public var acrossClasses: Float?

  /// A suppression.
  public init(
    _ method: Method = .hard(iou: 0.5), minimumScore: Float = 0, limit: Int = 100,
    acrossClasses: Float? = nil
  ) {
    (self.method, self.minimumScore, self.limit) = (method, minimumScore, limit)
    self.acrossClasses = acrossClasses
  }

  /// What is left, the best first. Of equal scores the earlier detection is better.
  public func callAsFunction(_ detections: [Detection]) -> [Detection] {
    let usable = detections.filter {
      $0.score.isFinite && $0.score >= minimumScore && $0.box.isUsable
    }
    let kept = Dictionary(grouping: usable, by: \.label).sorted { $0.key < $1.key }.flatMap {
      switch method {
      case .hard(let iou): hard(Self.ranked($0.value), iou)
      case .soft(let sigma): soft($0.value, sigma)
      }
    }
    let ranked = Self.ranked(kept)
    return Array((acrossClasses.map { onePerPlace(ranked, $0) } ?? ranked).prefix(limit))
  }

  private func hard(_ ranked: [Detection], _ bound: Float) -> [Detection] {
    var kept: [Detection] = []
    for detection in ranked {
      if kept.allSatisfy({ $0.box.iou(with: detection.box) <= bound }) { kept.append(detection) }
    }
    return kept
  }

  /// Of detections of different classes in one place, the best.
  private func onePerPlace(_ ranked: [Detection], _ bound: Float) -> [Detection] {
    var kept: [Detection] = []
    for detection in ranked {
      let isFree = kept.allSatisfy {
        $0.label == detection.label || $0.box.iou(with: detection.box) <= bound
      }
      if isFree { kept.append(detection) }
    }
    return kept
  }

  private func soft(_ detections: [Detection], _ sigma: Float) -> [Detection] {
    var (rest, kept) = (detections, [Detection]())
    while kept.count < limit,
      let best = rest.indices.max(by: { (rest[$0].score, $1) < (rest[$1].score, $0) })
    {
      let chosen = rest.remove(at: best)
      kept.append(chosen)
      for index in rest.indices {
        let iou = chosen.box.iou(with: rest[index].box)
        if iou > 0 { rest[index].score *= exp(-iou * iou / sigma) }
      }
      rest.removeAll { $0.score < minimumScore }
    }
    return kept
  }

  /// The best detections by score, so that suppression has few to look at.
  package static func best(_ detections: [Detection], limit: Int) -> ArraySlice<Detection> {
    ranked(detections).prefix(limit)
  }

  /// By score, equal ones as they were.
  static func ranked(_ detections: [Detection]) -> [Detection] {
    detections.enumerated().sorted {
      ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
    }.map(\.element)
  }
}
