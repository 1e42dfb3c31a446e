import Boxes
import Imaging
import TensorCore

/// A picture that digits are being written on.
struct DigitScene {
  private var canvas: Canvas
  /// The digits.
  private(set) var objects: [LabeledBox] = []

  /// A digit that hides more than this share of another is left out.
  private static let mostHidden: Float = 0.12

  /// An empty scene.
  init(ground: Image) { canvas = Canvas(ground) }

  /// What has been drawn, RGB.
  var image: Image { canvas.image }

  /// Writes a digit whose ink has its middle at a place; one that does not fit there is left out.
  mutating func add(_ stamp: DigitStamp, _ label: Int, at place: Point, in color: Color) {
    let left = Int(place.x - stamp.bounds.x - stamp.bounds.width / 2)
    let top = Int(place.y - stamp.bounds.y - stamp.bounds.height / 2)
    let box = stamp.bounds.moved(right: Float(left), down: Float(top))
    guard box.isUsable, box.clipped(to: image.size) == box,
      objects.allSatisfy({
        $0.box.overlap(with: box) <= Self.mostHidden * min($0.box.area, box.area)
      })
    else { return }
    for row in 0..<stamp.side {
      for column in 0..<stamp.side {
        canvas.blend(
          row: top + row, column: left + column, color,
          opacity: 0.95 * stamp.coverage[row * stamp.side + column])
      }
    }
    objects.append(LabeledBox(box, label: label))
  }

  /// A colour that is seen against what is around a place.
  func inkColor(around place: Point, _ random: RandomSource) -> Color {
    let reach = image.width / 10
    let (row, column) = (
      min(max(Int(place.y) - reach, 0), image.height - 1),
      min(max(Int(place.x) - reach, 0), image.width - 1)
    )
    let part = image.cropped(
      top: row, left: column,
      size: ImageSize(
        height: min(2 * reach, image.height - row), width: min(2 * reach, image.width - column)))
    let plane = part.grayPlane()
    let ground = 255 * plane.reduce(0, +) / Float(plane.count)
    // Dark on light and light on dark, at least a third of the range apart.
    let luma =
      ground > random.uniform(100..<155)
      ? random.uniform(0..<max(ground - 90, 1)) : random.uniform(min(ground + 90, 254)..<255)
    func channel() -> UInt8 { UInt8(min(max(luma + random.normal() * 28, 0), 255)) }
    return Color(red: channel(), green: channel(), blue: channel())
  }

  /// Letters and lines, which are no digits.
  mutating func addClutter(_ random: RandomSource) {
    let side = Float(image.width)
    func point() -> Point {
      Point(x: random.uniform(0..<side), y: random.uniform(0..<side))
    }
    for _ in 0..<random.index(below: 4) {
      let color = inkColor(around: point(), random)
      var path = [point()]
      for _ in 0...random.index(below: 6) {
        path.append(
          Point(
            x: path[path.count - 1].x + random.normal() * side / 8,
            y: path[path.count - 1].y + random.normal() * side / 8))
      }
      canvas.polyline(path, color, thickness: random.uniform(1..<6))
    }
    // None that could be taken for a digit.
    let letters = Array("ACDEFHJKMNPRTUVWXYabdefhkmnprtuvwxy#%&+=?")
    for _ in 0..<random.index(below: 4) {
      let place = point()
      let word = (0...random.index(below: 8)).map { _ in letters[random.index(below: letters.count)]
      }
      canvas.text(
        String(word), x: Int(place.x), y: Int(place.y), inkColor(around: place, random),
        scale: 1 + random.index(below: 7))
    }
  }
}
