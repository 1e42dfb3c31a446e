import Boxes
import Foundation
import Imaging
import Testing

/// Of detections of one object the best is kept.
@Suite struct NonMaximumSuppressionTests {
  private let box = Box(x: 10, y: 10, width: 40, height: 20)

  private func detection(_ shift: Float, _ score: Float, label: Int = 0) -> Detection {
    Detection(box.moved(right: shift, down: 0), label: label, score: score)
  }

  @Test func theBestOfOverlappingDetectionsStays() {
    let kept = NonMaximumSuppression(.hard(iou: 0.5))(
      [detection(4, 0.6), detection(0, 0.9), detection(30, 0.5), detection(2, 0.7)])
    #expect(kept == [detection(0, 0.9), detection(30, 0.5)])
  }

  @Test func classesDoNotSuppressOneAnother() {
    let kept = NonMaximumSuppression()([detection(0, 0.9), detection(0, 0.8, label: 1)])
    #expect(kept.map(\.label) == [0, 1])
  }

  @Test func classesSuppressOneAnotherWhereAsked() {
    let across = NonMaximumSuppression(acrossClasses: 0.75)
    let found = [detection(0, 0.7), detection(1, 0.9, label: 1), detection(20, 0.8, label: 2)]
    #expect(across(found).map(\.label) == [1, 2])
  }

  @Test func moreOverlapNeverMeansFewerDetections() {
    let found = (0..<60).map { detection(Float($0) * 3, 0.9 - Float($0) / 100, label: $0 % 2) }
    let counts = [Float(0.3), 0.5, 0.75, 0.9, 1].map {
      NonMaximumSuppression(.hard(iou: $0), limit: 1000, acrossClasses: 0.75)(found).count
    }
    #expect(counts == counts.sorted() && counts[0] < counts[4])
    // Duplicates of one object do not take the room of another.
    let crowd = (0..<150).map { _ in detection(0, 0.9) } + [detection(300, 0.5)]
    #expect(NonMaximumSuppression(.hard(iou: 0.5))(crowd).count == 2)
  }

  @Test func softSuppressionLowersScores() {
    let kept = NonMaximumSuppression(.soft(sigma: 0.5))([detection(0, 0.9), detection(20, 0.8)])
    let iou = box.iou(with: box.moved(right: 20, down: 0))
    #expect(abs(iou - 1.0 / 3) < 1e-6)
    #expect(abs(kept[1].score - 0.8 * Float(exp(-1.0 / 9 / 0.5))) < 1e-5)
    let strict = NonMaximumSuppression(.soft(sigma: 0.5), minimumScore: 0.7)
    #expect(strict([detection(0, 0.9), detection(20, 0.8)]).count == 1)
  }

  @Test func whatIsNoDetectionIsLeftOut() {
    let hostile = [
      Detection(Box(x: 0, y: 0, width: .infinity, height: 1), label: 0, score: 0.9),
      Detection(Box(x: 0, y: 0, width: 0, height: 9), label: 0, score: 0.9),
      Detection(box, label: 0, score: .nan),
    ]
    #expect(NonMaximumSuppression()(hostile).isEmpty)
    #expect(
      NonMaximumSuppression(limit: 2)((0..<9).map { detection(Float($0) * 99, 0.5) }).count == 2)
  }

  @Test func boxesAreCutScaledAndMirrored() {
    let size = ImageSize(height: 25, width: 30)
    #expect(box.clipped(to: size) == Box(x: 10, y: 10, width: 20, height: 15))
    #expect(box.moved(right: 90, down: 0).clipped(to: size).isUsable == false)
    #expect(box.scaled(across: 2, down: 0.5) == Box(x: 20, y: 5, width: 80, height: 10))
    #expect(box.mirrored(inWidth: 100) == Box(x: 50, y: 10, width: 40, height: 20))
    #expect(box.iou(with: box) == 1 && box.iou(with: box.moved(right: 50, down: 0)) == 0)
  }
}
