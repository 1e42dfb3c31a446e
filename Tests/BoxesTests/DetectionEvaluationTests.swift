import Boxes
import Testing

/// Average precision is what pycocotools finds, and suppression keeps what it should.
@Suite struct DetectionEvaluationTests {
  /// The same numbers as Tests/golden/detection_metrics.py draws.
  private struct Numbers {
    var state = 7

    mutating func next() -> Double {
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() * Double(bound)) }

    mutating func box() -> [Double] {
      [next() * 200, next() * 150, 5 + next() * 90, 5 + next() * 90]
    }

    mutating func picture(classCount: Int) -> DetectionEvaluation.Picture {
      func box(_ v: [Double]) -> Box {
        Box(x: Float(v[0]), y: Float(v[1]), width: Float(v[2]), height: Float(v[3]))
      }
      var picture = DetectionEvaluation.Picture(objects: [], detections: [])
      for _ in 0..<below(9) {
        let values = self.box()
        let (label, isIgnored) = (below(classCount - 1), next() < 0.1)
        picture.objects.append(LabeledBox(box(values), label: label, isIgnored: isIgnored))
        for _ in 0..<below(3) {
          let near = values.map { $0 + (next() - 0.5) * 12 }
          let other = next() < 0.85 ? label : below(classCount)
          picture.detections.append(Detection(box(near), label: other, score: Float(next())))
        }
      }
      for _ in 0..<below(4) {
        let far = self.box()
        picture.detections.append(
          Detection(box(far), label: below(classCount), score: Float(next() * 0.7)))
      }
      return picture
    }
  }

  private var pictures: [DetectionEvaluation.Picture] {
    var numbers = Numbers()
    return (0..<30).map { _ in numbers.picture(classCount: 4) }
  }

  @Test func averagePrecisionIsThatOfPycocotools() {
    let evaluation = DetectionEvaluation(pictures, classCount: 4)
    #expect(abs(evaluation.map50To95 - 0.1654729) < 1e-4)
    #expect(abs(evaluation.map50 - 0.3400615) < 1e-4)
    for (label, expected) in [0.2416721, 0.43409363, 0.34441877].enumerated() {
      #expect(abs((evaluation.averagePrecision(ofClass: label) ?? 0) - expected) < 1e-4)
    }
    #expect(evaluation.averagePrecision(ofClass: 3) == nil && evaluation.objectCounts[3] == 0)
  }

  @Test func perfectDetectionsHaveAPrecisionOfOne() {
    let perfect = pictures.map { picture in
      DetectionEvaluation.Picture(
        objects: picture.objects,
        detections: picture.objects.map { Detection($0.box, label: $0.label, score: 0.9) })
    }
    let evaluation = DetectionEvaluation(perfect, classCount: 3)
    #expect(evaluation.map50To95 == 1)
    #expect(DetectionMistakes(perfect, minimumScore: 0.5).counts.isEmpty)
  }

  @Test func noPictureAndNoDetectionGiveZero() {
    #expect(DetectionEvaluation([], classCount: 2).map50 == 0)
    let blind = pictures.map { DetectionEvaluation.Picture(objects: $0.objects, detections: []) }
    #expect(DetectionEvaluation(blind, classCount: 4).map50To95 == 0)
  }

  @Test func eachMistakeHasItsKind() {
    let object = LabeledBox(Box(x: 10, y: 10, width: 20, height: 20), label: 0)
    func mistakes(_ detections: [Detection]) -> [DetectionMistakes.Kind: Int] {
      DetectionMistakes([.init(objects: [object], detections: detections)], minimumScore: 0.1)
        .counts
    }
    let right = Detection(object.box, label: 0, score: 0.9)
    #expect(mistakes([]) == [.missed: 1])
    #expect(mistakes([right, Detection(object.box, label: 0, score: 0.5)]) == [.duplicated: 1])
    #expect(mistakes([Detection(object.box, label: 1, score: 0.5)]) == [.confused: 1])
    #expect(
      mistakes([Detection(object.box.moved(right: 12, down: 0), label: 0, score: 0.5)])
        == [.badlyPlaced: 1])
    let far = Detection(object.box.moved(right: 90, down: 0), label: 0, score: 0.5)
    #expect(mistakes([far]) == [.background: 1, .missed: 1])
    #expect(mistakes([right, Detection(far.box, label: 0, score: 0.05)]).isEmpty)
  }

  @Test func precisionAtEachRecallIsAsByHand() {
    // Right, wrong, right of two objects: precision 1 up to recall 0.5, then 2/3.
    let boxes = [0, 100, 200].map { Box(x: $0, y: 0, width: 10, height: 10) }
    let picture = DetectionEvaluation.Picture(
      objects: [LabeledBox(boxes[0], label: 0), LabeledBox(boxes[2], label: 0)],
      detections: zip(boxes, [0.9, 0.8, 0.7]).map { Detection($0, label: 0, score: $1) })
    let curve = DetectionEvaluation([picture], classCount: 1).precision[0][0] ?? []
    #expect(curve[0...50].allSatisfy { $0 == 1 })
    #expect(curve[51...].allSatisfy { abs($0 - 2.0 / 3) < 1e-9 })
  }
}
