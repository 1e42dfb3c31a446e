import Boxes
import ModelZoo
import Platform
import TensorCore

/// Detections from what a detector says of each point.
package enum DetectionDecoder {
  /// The detections of each picture of a batch, in pixels of the input; the best first.
  package static func detections(
    _ outputs: Detector.Outputs, _ suppression: NonMaximumSuppression
  ) -> [[Detection]] {
    let (pictures, points) = (outputs.logits.shape[0], outputs.logits.shape[1])
    let classes = outputs.logits.shape[2]
    let (logits, boxes) = (outputs.logits.values, outputs.boxes.values)
    // Most points show nothing: logits are compared before anything is computed.
    let floor = logit(max(suppression.minimumScore, 1e-4))
    return (0..<pictures).map { picture in
      var found: [Detection] = []
      for point in picture * points..<(picture + 1) * points {
        for label in 0..<classes where logits[point * classes + label] >= floor {
          let edges = boxes[point * 4..<point * 4 + 4]
          let start = edges.startIndex
          found.append(
            Detection(
              Box(
                left: edges[start], top: edges[start + 1], right: edges[start + 2],
                bottom: edges[start + 3]), label: label,
              score: sigmoid(logits[point * classes + label])))
        }
      }
      return suppression(Array(NonMaximumSuppression.best(found, limit: 10 * suppression.limit)))
    }
  }

  /// A probability from a logit.
  static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
  private static func logit(_ p: Float) -> Float { log(p / (1 - min(p, 0.9999))) }
}
