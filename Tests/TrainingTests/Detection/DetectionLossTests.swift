import Boxes
import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo
@testable import Training

/// A detector's loss against PyTorch.
@Suite struct DetectionLossTests {
  private static let (height, width) = (64, 96)

  private func object(
    _ left: Float, _ top: Float, _ right: Float, _ bottom: Float, _ label: Int,
    isIgnored: Bool = false
  ) -> LabeledBox {
    LabeledBox(
      Box(left: left, top: top, right: right, bottom: bottom), label: label, isIgnored: isIgnored)
  }

  /// The objects of detection_loss_fixture.py: a tiny one, one behind another, none, one as large as the picture.
  private var pictures: [[LabeledBox]] {
    [
      [
        object(10, 8, 50, 40, 0), object(20, 15, 36, 30, 1), object(70, 41, 73, 44, 2),
        object(60, 5, 90, 30, 1, isIgnored: true),
      ], [],
      [object(0, 0, 96, 64, 2), object(1, 30, 94, 37.5, 0), object(80, 2.5, 95, 20.25, 1)],
    ]
  }

  private func parameters(_ count: Int) -> (logits: Parameter, boxes: Parameter) {
    let points = Detector.points(height: Self.height, width: Self.width)
    func reach(_ place: Int) -> Tensor {
      Pattern.tensor([count, points.shape[0], 2], place: place, in: 2...40)
    }
    return (
      Parameter(Pattern.tensor([count, points.shape[0], 3], place: 40, in: -4...2)),
      Parameter(.concatenated([points - reach(41), points + reach(42)]))
    )
  }

  private func loss(_ logits: Parameter, _ boxes: Parameter, _ objects: [[LabeledBox]])
    -> DetectionLoss
  {
    DetectionLoss(
      .init(logits: logits.value, boxes: boxes.value), objects, height: Self.height,
      width: Self.width)
  }

  @Test func lossAndGradientsAreThoseOfPyTorch() throws {
    let (logits, boxes) = parameters(3)
    let loss = loss(logits, boxes, pictures)
    try Mismatch.check(
      Tensor([loss.scores, loss.boxes, loss.total.item]), Tensor(DetectionLossGolden.losses),
      what: "losses")
    (loss.total * 1000).backward()
    try Mismatch.checkSample(
      try #require(logits.gradient), DetectionLossGolden.logitGradients, every: 13,
      tolerance: 2e-5, what: "gradient of logits")
    var expected = [Float](repeating: 0, count: boxes.shape.count)
    for (index, row) in DetectionLossGolden.rows.map({ Int($0) }).enumerated() {
      for edge in 0..<4 {
        expected[row * 4 + edge] = DetectionLossGolden.boxGradients[index * 4 + edge]
      }
    }
    try Mismatch.check(
      try #require(boxes.gradient), Tensor(expected, shape: boxes.shape), tolerance: 2e-5,
      what: "gradient of boxes")
  }

  @Test func picturesWithoutObjectsTeachScoresAlone() throws {
    let (logits, boxes) = parameters(2)
    let loss = loss(logits, boxes, [[], []])
    #expect(loss.boxes == 0 && loss.scores > 0 && loss.total.item == loss.scores)
    loss.total.backward()
    // Every score is too high.
    #expect(try #require(logits.gradient).values.allSatisfy { $0 > 0 })
    #expect(boxes.gradient?.values.allSatisfy { $0 == 0 } ?? true)
  }

  @Test func perfectBoxesHaveNoLoss() {
    let (logits, boxes) = parameters(1)
    let object = object(32, 16, 64, 48, 1)
    let edges = [object.box.x, object.box.y, object.box.right, object.box.bottom]
    boxes.assign(Tensor(edges, shape: [1, 1, 4]) + .zeros(boxes.shape))
    #expect(loss(logits, boxes, [[object]]).boxes < 1e-5)
  }
}
