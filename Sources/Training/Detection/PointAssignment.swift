import Boxes
import ModelZoo

/// Which point of a detector's grids is to see which object (Tian et al. 2019, arXiv:1904.01355): points near the centre of
/// its box, on the level whose stride suits its size.
struct PointAssignment {
  /// The points that see an object, and which one.
  let points: [(point: Int, object: Int)]

  /// How far from the centre a point may lie, in strides; and where none suits the object.
  private static let (radius, farthest): (Float, Float) = (1.5, 2)

  /// The points of an input of this size.
  init(_ objects: [LabeledBox], height: Int, width: Int) {
    let grids = PointGrid.all(height: height, width: width)
    let boxes = objects.enumerated().filter { !$0.element.isIgnored }.map {
      (index: $0.offset, box: $0.element.box)
    }
    var chosen: [Int: Int] = [:]
    for grid in grids {
      for (index, box) in boxes {
        for place in grid.places(near: box, within: Self.radius) where grid.suits(place, box) {
          // Of several objects the smallest.
          if let other = chosen[place.point], objects[other].box.area <= box.area { continue }
          chosen[place.point] = index
        }
      }
    }
    // Objects between the points, or behind smaller ones, have the nearest free point.
    let seen = Set(chosen.values)
    for (index, box) in boxes where !seen.contains(index) {
      let places = grids.last { $0.isFine(for: box) }?.places(near: box, within: Self.farthest)
      let nearest = places?.filter { chosen[$0.point] == nil }.min {
        $0.squaredDistance(to: box) < $1.squaredDistance(to: box)
      }
      if let nearest { chosen[nearest.point] = index }
    }
    points = chosen.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// The points of one level of a detector.
private struct PointGrid {
  /// A point and where it is, in pixels.
  struct Place {
    let point: Int
    let x: Float
    let y: Float

    func squaredDistance(to box: Box) -> Float {
      let (across, down) = (x - box.x - box.width / 2, y - box.y - box.height / 2)
      return across * across + down * down
    }
  }

  /// The longest distance from a point to an edge that each level is for, in pixels.
  private static let reaches: [ClosedRange<Float>] = [0...64, 48...128, 96...Float.infinity]

  private let reach: ClosedRange<Float>
  private let stride: Float
  private let rows: Int
  private let columns: Int
  private let start: Int
  private var isFinest: Bool { start == 0 }

  /// The levels of an input, fine ones first.
  static func all(height: Int, width: Int) -> [PointGrid] {
    var start = 0
    return zip(Detector.strides, reaches).map { stride, reach in
      let grid = PointGrid(
        reach: reach, stride: Float(stride), rows: height / stride, columns: width / stride,
        start: start)
      start += grid.rows * grid.columns
      return grid
    }
  }

  /// The points whose distance from a box's centre is at most so many strides in each direction.
  func places(near box: Box, within radius: Float) -> [Place] {
    func range(_ center: Float, _ count: Int) -> Range<Int> {
      let place = center / stride - 0.5
      let low = max(Int((place - radius).rounded(.up)), 0)
      return low..<max(min(Int((place + radius).rounded(.down)), count - 1) + 1, low)
    }
    return range(box.y + box.height / 2, rows).flatMap { row in
      range(box.x + box.width / 2, columns).map { column in
        Place(
          point: start + row * columns + column, x: (Float(column) + 0.5) * stride,
          y: (Float(row) + 0.5) * stride)
      }
    }
  }

  /// Whether a point is inside a box of the level's size.
  func suits(_ place: Place, _ box: Box) -> Bool {
    let edges = [place.x - box.x, place.y - box.y, box.right - place.x, box.bottom - place.y]
    guard let least = edges.min(), let most = edges.max() else { return false }
    return least > 0 && reach.contains(most)
  }

  /// Whether the box is neither narrower than a stride nor too small for the level.
  func isFine(for box: Box) -> Bool {
    isFinest
      || stride <= min(box.width, box.height)
        && 2 * reach.lowerBound <= max(box.width, box.height)
  }
}
