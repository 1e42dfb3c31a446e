import Boxes
import Foundation
import TensorCore
import Testing

@testable import Inference
@testable import ModelZoo

/// What a detector says of each point becomes detections.
@Suite struct DetectionDecoderTests {
  private let boxes: [[Float]] = [
    [0, 0, 10, 10], [0, 0, 10, 11], [20, 20, 30, 40], [50, 50, 50, 60], [60, 60, 70, 70],
  ]

  /// Pictures of five points each, with two classes.
  private func outputs(_ logits: [[[Float]]]) -> Detector.Outputs {
    Detector.Outputs(
      logits: Tensor(logits.joined().flatMap { $0 }, shape: [logits.count, 5, 2]),
      boxes: Tensor(logits.flatMap { _ in boxes.joined() }, shape: [logits.count, 5, 4]))
  }

  private func detection(_ point: Int, _ label: Int, _ score: Float) -> Detection {
    let b = boxes[point]
    return Detection(
      Box(left: b[0], top: b[1], right: b[2], bottom: b[3]), label: label, score: score)
  }

  /// Logits of probabilities.
  private func logits(_ scores: [[Double]]) -> [[Float]] {
    scores.map { $0.map { Float(log($0 / (1 - $0))) } }
  }

  private func check(_ found: [Detection], _ expected: [Detection]) {
    #expect(found.map(\.box) == expected.map(\.box) && found.map(\.label) == expected.map(\.label))
    #expect(zip(found, expected).allSatisfy { abs($0.score - $1.score) < 1e-5 }, "\(found)")
  }

  @Test func theBestOfEachObjectIsFound() {
    let first = logits([[0.9, 0.6], [0.8, 0.1], [0.01, 0.7], [0.9, 0.9], [0.25, 0.04]])
    let second = logits([[0.01, 0.01], [0.01, 0.01], [0.01, 0.01], [0.01, 0.01], [0.01, 0.3]])
    let found = DetectionDecoder.detections(
      outputs([first, second]), .init(.hard(iou: 0.5), minimumScore: 0.05))
    #expect(found.count == 2)
    // A box without an area is none.
    check(
      found[0],
      [detection(0, 0, 0.9), detection(2, 1, 0.7), detection(0, 1, 0.6), detection(4, 0, 0.25)])
    check(found[1], [detection(4, 1, 0.3)])
  }

  @Test func thresholdsKeepWhatReachesThem() {
    let scores = logits([[0.5, 0.01], [0.01, 0.01], [0.01, 0.49], [0.01, 0.01], [0.01, 0.51]])
    func count(_ minimum: Float) -> Int {
      DetectionDecoder.detections(outputs([scores]), .init(minimumScore: minimum))[0].count
    }
    #expect(count(0.495) == 2 && count(0.505) == 1 && count(0.9) == 0 && count(1) == 0)
    // Ten scores, of which a box without an area and one that overlaps give none.
    #expect(count(0) == 6)
  }

  @Test func numbersThatAreNotFiniteAreNoDetections() {
    let hostile: [[Float]] = [
      [.nan, .nan], [.infinity, -.infinity], [-.infinity, .nan], [.nan, .nan], [.nan, 3],
    ]
    let found = DetectionDecoder.detections(outputs([hostile]), .init(minimumScore: 0.5))[0]
    check(found, [detection(1, 0, 1), detection(4, 1, 0.952574)])
  }
}
