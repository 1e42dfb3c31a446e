import Boxes
import Imaging
import Inference

/// A contact sheet of pictures with what a detector finds in them and, beside it, what is there.
public enum DetectionSheet {
  private static let side = 300

  /// The sheet of the first pictures of a set.
  public static func image(
    of set: DetectionSet, seenBy detector: ObjectDetector, threshold: Float, count: Int = 12
  ) -> Image {
    let samples = (0..<min(count, set.count)).map { set[$0] }
    let found = detector.detections(
      in: samples.map(\.image), .init(.hard(iou: 0.5), minimumScore: threshold, acrossClasses: 0.75)
    )
    let tiles = zip(samples, found).flatMap { sample, found -> [ContactSheet.Tile] in
      [
        tile(sample.image, set.classNames, "found: \(found.count)") { $0.draw(found) },
        tile(sample.image, set.classNames, "there: \(sample.objects.count)") {
          $0.draw(sample.objects)
        },
      ]
    }
    return ContactSheet(tiles, columns: 4, side: side).image()
  }

  /// A picture enlarged or reduced to the size that it is shown at, so that labels are of one size.
  private static func tile(
    _ picture: Image, _ labels: [String], _ caption: String,
    _ draw: (inout DetectionPicture) -> Void
  ) -> ContactSheet.Tile {
    var drawn = DetectionPicture(picture, labels: labels)
    draw(&drawn)
    return ContactSheet.Tile(drawn.image, [(caption, .black)])
  }
}
