import Boxes
import Imaging
import ModelZoo
import TensorCore

/// A picture of what a detector does: what it finds, and on each level of its pyramid how sure each point is.
public enum DetectionExplanation {
  private static let side = 480

  /// The finished picture.
  public static func image(
    of picture: Image, seenBy detector: ObjectDetector, threshold: Float
  ) -> Image {
    let box = Letterbox(picture.size, side: detector.side)
    let seen = box.image(picture)
    let outputs = detector.outputs(of: seen)
    let request = ObjectDetector.Request(files: [], threshold: threshold)
    let found = DetectionDecoder.detections(outputs, request.suppression)[0]
      .filter { $0.score >= threshold }
    var drawn = DetectionPicture(seen, labels: detector.labels)
    drawn.draw(found)
    var tiles = [
      ContactSheet.Tile(drawn.image, [("found at \(threshold) or more: \(found.count)", .black)])
    ]
    var start = 0
    let logits = outputs.logits.values
    let classes = detector.labels.count
    for stride in Detector.strides {
      let grid = ImageSize(height: seen.height / stride, width: seen.width / stride)
      let scores = (start..<start + grid.pixelCount).map { point in
        DetectionDecoder.sigmoid(logits[point * classes..<(point + 1) * classes].max() ?? 0)
      }
      start += grid.pixelCount
      var canvas = Canvas(seen)
      canvas.heatMap(
        scores, grid: grid,
        in: Rectangle(left: 0, top: 0, width: seen.width, height: seen.height), range: 0...1,
        opacity: 0.6, isSmooth: false)
      let best = (scores.max() ?? 0) * 100
      tiles.append(
        ContactSheet.Tile(
          canvas.image,
          [("stride \(stride): \(grid.width)x\(grid.height) points, best \(Int(best)) %", .black)]))
    }
    return ContactSheet(tiles, columns: 2, side: side).image()
  }
}
