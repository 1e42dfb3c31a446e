import Boxes
import ModelZoo
import TensorCore

/// The loss of a detector: quality focal loss of the scores, whose targets are the overlaps of the boxes, and complete-IoU
/// loss of the boxes at the points that are to see an object (Li et al. 2020, arXiv:2006.04388).
struct DetectionLoss {
  /// The sum of both, per object point.
  let total: Tensor
  /// The scores' share.
  let scores: Float
  /// The boxes' share.
  let boxes: Float

  private static let boxWeight: Float = 2

  /// - Parameters:
  ///   - objects: of each picture, in pixels of the input.
  init(_ outputs: Detector.Outputs, _ objects: [[LabeledBox]], height: Int, width: Int) {
    let (count, points) = (outputs.logits.shape[0], outputs.logits.shape[1])
    let classCount = outputs.logits.shape[2]
    var (rows, targets, labels) = ([Int32](), [Float](), [Int]())
    for (picture, objects) in objects.enumerated() {
      for (point, object) in PointAssignment(objects, height: height, width: width).points {
        let box = objects[object].box
        rows.append(Int32(picture * points + point))
        targets += [box.x, box.y, box.right, box.bottom]
        labels.append(objects[object].label)
      }
    }
    let found = outputs.boxes.reshaped([count * points, 4]).gatherRows(IndexTensor(rows))
    var quality = [Float](repeating: 0, count: count * points * classCount)
    let values = found.values
    for (index, (row, label)) in zip(rows, labels).enumerated() {
      func box(_ v: ArraySlice<Float>) -> Box {
        let s = v.startIndex
        return Box(left: v[s], top: v[s + 1], right: v[s + 2], bottom: v[s + 3])
      }
      let place = index * 4..<index * 4 + 4
      quality[Int(row) * classCount + label] = box(values[place]).iou(with: box(targets[place]))
    }
    let divisor = Float(max(rows.count, 1))
    let scoreLoss =
      outputs.logits.focalLoss(
        targets: Tensor(quality, shape: outputs.logits.shape), reduction: .sum) / divisor
    scores = scoreLoss.item
    guard !rows.isEmpty else {
      (total, boxes) = (scoreLoss, 0)
      return
    }
    let boxLoss = found.completeIoULoss(
      targets: Tensor(targets, shape: [rows.count, 4]), reduction: .mean)
    boxes = boxLoss.item
    total = scoreLoss + boxLoss * Self.boxWeight
  }
}
