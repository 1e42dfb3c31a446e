import Boxes
import Imaging
import ModelZoo
import TensorCore
import Testing

@testable import Training

/// Which points are to see which objects.
@Suite struct PointAssignmentTests {
  private static let side = 320
  private let points: [(x: Float, y: Float)]

  init() {
    let values = Detector.points(height: Self.side, width: Self.side).values
    points = Swift.stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  private func assigned(_ objects: [LabeledBox]) -> [(point: Int, object: Int)] {
    PointAssignment(objects, height: Self.side, width: Self.side).points
  }

  private func object(_ x: Float, _ y: Float, _ width: Float, _ height: Float) -> LabeledBox {
    LabeledBox(Box(x: x, y: y, width: width, height: height), label: 0)
  }

  /// The pixels between a point and its neighbours.
  private func stride(of point: Int) -> Float { point < 1600 ? 8 : point < 2000 ? 16 : 32 }

  /// How far a point is from the middle of a box, in strides.
  private func distance(_ point: Int, _ box: Box) -> Float {
    max(abs(points[point].x - box.x - box.width / 2), abs(points[point].y - box.y - box.height / 2))
      / stride(of: point)
  }

  private func isInside(_ point: Int, _ box: Box) -> Bool {
    let (x, y) = points[point]
    return x > box.x && x < box.right && y > box.y && y < box.bottom
  }

  @Test func pointsLieInTheirBoxesNearTheCenter() {
    let random = RandomSource(seed: 1)
    for _ in 0..<300 {
      let objects = (0..<1 + random.index(below: 12)).map { _ in
        object(
          random.uniform(0..<300), random.uniform(0..<300), random.uniform(1..<200),
          random.uniform(1..<200))
      }.map { LabeledBox($0.box.clipped(to: .init(height: 320, width: 320)), label: 0) }
      let found = assigned(objects)
      #expect(Set(found.map(\.point)).count == found.count)
      for (object, places) in Dictionary(grouping: found, by: \.object) {
        let box = objects[object].box
        let usual = places.allSatisfy { isInside($0.point, box) && distance($0.point, box) <= 1.5 }
        // An object that no point suits has one nearby.
        #expect(usual || places.count == 1 && distance(places[0].point, box) <= 2, "\(box)")
      }
    }
  }

  @Test(arguments: [0, 1, 3.5, 4, 12, 100, 311] as [Float]) func everyObjectHasAPoint(place: Float)
  {
    let extents: [Float] = [0.5, 1, 3, 7, 8, 9, 16, 40, 64, 65, 96, 130, 257, 320]
    for width in extents {
      for height in extents {
        let box = Box(
          left: place, top: 320 - place - height, right: place + width, bottom: 320 - place
        ).clipped(to: ImageSize(height: 320, width: 320))
        guard box.isUsable else { continue }
        let found = assigned([LabeledBox(box, label: 0)])
        #expect(!found.isEmpty, "\(box)")
        let isAmple = min(box.width, box.height) > 8
        #expect(!isAmple || found.contains { isInside($0.point, box) }, "\(box)")
      }
    }
  }

  @Test func objectsBehindOthersHaveAPoint() {
    let behind = [
      object(10, 10, 50, 50), object(11, 11, 48, 48), object(100, 100, 200, 190),
      object(102, 102, 196, 186), object(102, 102, 196, 186), object(200, 20, 3, 3),
      object(200.5, 20, 3, 3), object(201, 20, 3, 3),
    ]
    let found = assigned(behind)
    #expect(Set(found.map(\.object)) == Set(behind.indices))
    for (point, object) in found where object != 5 && object != 6 && object != 7 {
      #expect(isInside(point, behind[object].box))
    }
  }

  @Test func moreObjectsThanPointsAreNoFault() {
    let crowd = (0..<40).map { object(60 + Float($0) / 10, 60, 2, 2) }
    let found = assigned(crowd)
    #expect(found.count > 8 && found.count < 40)
    #expect(found.allSatisfy { distance($0.point, crowd[$0.object].box) <= 2 })
  }

  @Test func theSmallestObjectIsSeen() {
    let (large, small) = (object(40, 40, 60, 60), object(62, 62, 16, 16))
    for objects in [[large, small], [small, large]] {
      let found = assigned(objects)
      let places = found.filter { isInside($0.point, small.box) && $0.point < 1600 }
      #expect(places.count == 4)
      #expect(places.allSatisfy { objects[$0.object].box == small.box })
      #expect(found.contains { objects[$0.object].box == large.box })
    }
  }

  @Test func ignoredObjectsHaveNoPoint() {
    let boxes = [object(40, 40, 60, 60), object(62, 62, 3, 3)]
    let ignored = boxes.map { LabeledBox($0.box, label: 0, isIgnored: true) }
    #expect(assigned(ignored).isEmpty)
    let found = assigned([ignored[0], boxes[1], boxes[0], ignored[1]])
    #expect(Set(found.map(\.object)) == [1, 2])
  }

  @Test func largeObjectsAreForCoarseLevels() {
    func strides(_ extent: Float) -> Set<Float> {
      Set(assigned([object(10, 10, extent, extent)]).map { stride(of: $0.point) })
    }
    #expect(strides(20) == [8] && strides(80) == [8, 16])
    #expect(strides(160) == [16, 32] && strides(300) == [32])
  }
}
