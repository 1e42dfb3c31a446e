import Boxes
import ModelZoo

/// Which point of a detector's grids is to see which object (Tian et al. 2019, arXiv:1904.01355): points near the centre of
/// its box, on the level whose stride suits its size.
struct PointAssignment {
  /// The points that see an object, and which one.
  let points: [(point: Int, object: Int)]

  /// The longest distance from a point to an edge that each level is for, in pixels.
  private static let reaches: [ClosedRange<Float>] = [0...64, 48...128, 96...Float.infinity]
  /// How far from the centre a point may lie, in strides.
  private static let radius: Float = 1.5

  /// The points of an input of this size.
  init(_ objects: [LabeledBox], height: Int, width: Int) {
    var chosen: [Int: Int] = [:]
    var start = 0
    for (level, stride) in Detector.strides.enumerated() {
      let (rows, columns) = (height / stride, width / stride)
      for (index, object) in objects.enumerated() where !object.isIgnored {
        for (row, column) in Self.cells(object.box, stride, rows, columns) {
          let x = (Float(column) + 0.5) * Float(stride)
          let y = (Float(row) + 0.5) * Float(stride)
          let box = object.box
          let edges = [x - box.x, y - box.y, box.right - x, box.bottom - y]
          guard let least = edges.min(), let most = edges.max(), least > 0,
            Self.reaches[level].contains(most)
          else { continue }
          let point = start + row * columns + column
          // Of several objects the smallest.
          if let other = chosen[point], objects[other].box.area <= box.area { continue }
          chosen[point] = index
        }
      }
      start += rows * columns
    }
    points = chosen.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The cells whose centres are near a box's.
  private static func cells(_ box: Box, _ stride: Int, _ rows: Int, _ columns: Int)
    -> [(row: Int, column: Int)]
  {
    func range(_ center: Float, _ count: Int) -> Range<Int> {
      let place = center / Float(stride) - 0.5
      let low = max(Int((place - radius).rounded(.up)), 0)
      return low..<max(min(Int((place + radius).rounded(.down)), count - 1) + 1, low)
    }
    return range(box.y + box.height / 2, rows).flatMap { row in
      range(box.x + box.width / 2, columns).map { (row, $0) }
    }
  }
}
