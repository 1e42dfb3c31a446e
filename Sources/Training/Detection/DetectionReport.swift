import Boxes
import Imaging
import Inference

/// What `evaluate` says of a detector.
public struct DetectionReport: Encodable, Sendable {
  /// The weights.
  public let model: String
  /// The pictures.
  public let dataset: String
  /// How many there are.
  public let count: Int
  /// Mean average precision at an overlap of 0.5.
  public let map_50: Double
  /// The mean over overlaps from 0.5 to 0.95.
  public let map_50_95: Double
  /// Average precision of each class at an overlap of 0.5; classes that no picture shows are left out.
  public let per_class: [String: Double]
  /// What goes wrong among the detections that a user sees.
  public let mistakes: [String: Int]
  /// Objects that are found.
  public let found: Int
  /// Objects in all.
  public let objects: Int

  private let evaluation: DetectionEvaluation
  private let labels: [String]

  private enum CodingKeys: CodingKey {
    case model, dataset, count, map_50, map_50_95, per_class, mistakes, found, objects
  }

  /// The figures of a detector on these pictures.
  ///
  /// - Parameter threshold: the score from which a detection counts as seen in the table of mistakes.
  public init(
    of detector: ObjectDetector, on set: DetectionSet, threshold: Float, model: String,
    dataset: String
  ) {
    let pictures = DetectionTask.pictures(set, seenBy: detector)
    evaluation = DetectionEvaluation(pictures, classCount: detector.labels.count)
    labels = detector.labels
    (self.model, self.dataset, count) = (model, dataset, set.count)
    (map_50, map_50_95) = (evaluation.map50, evaluation.map50To95)
    var classes: [String: Double] = [:]
    for (index, name) in labels.enumerated() {
      classes[name] = evaluation.averagePrecision(ofClass: index)
    }
    per_class = classes
    let wrong = DetectionMistakes(pictures, minimumScore: threshold)
    mistakes = Dictionary(
      uniqueKeysWithValues: DetectionMistakes.Kind.allCases.map {
        ($0.rawValue, wrong.counts[$0] ?? 0)
      })
    found = wrong.foundCount
    objects = evaluation.objectCounts.reduce(0, +)
  }

  /// The curves of precision over recall at an overlap of 0.5.
  public var curves: Image {
    let series = labels.indices.compactMap { label in
      evaluation.precision[0][label].map {
        LineChart.Series(
          name: labels[label], x: DetectionEvaluation.recalls, y: $0,
          figure: evaluation.averagePrecision(ofClass: label).map(rounded))
      }
    }
    return LineChart(
      title: "\(dataset): mAP at 0.5 \(rounded(map_50))", xLabel: "recall",
      panels: [.init(yLabel: "precision", series: series, yRange: 0...1)]
    ).image()
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
