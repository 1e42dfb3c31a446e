import Boxes
import Imaging

/// A picture with boxes and labels on it, readable at any size.
public struct DetectionPicture {
  private var canvas: Canvas
  private let font: OutlineFont?
  private let labels: [String]
  private let thickness: Int
  private let scale: Int

  private static let colors: [UInt32] = [
    0xE6352B, 0x1F6FB4, 0x2B9367, 0xC79A12, 0xB0559C, 0x00A5B5, 0xD9601A, 0x6A4FC4, 0x8C3B2E,
    0x5A7A1E,
  ]

  /// A picture to draw on.
  ///
  /// - Parameter labels: the names of the classes; where one has letters beyond ASCII, a font of the system writes them.
  public init(_ picture: Image, labels: [String]) {
    canvas = Canvas(picture)
    self.labels = labels
    let side = max(picture.width, picture.height)
    thickness = max(side / 320, 1)
    scale = max((side + 240) / 480, 1)
    font = labels.allSatisfy { $0.allSatisfy(\.isASCII) } ? nil : try? .system(for: labels)
  }

  /// What has been drawn.
  public var image: Image { canvas.image }

  /// The colour of a class.
  public static func color(_ label: Int) -> Color { Color(hex: colors[label % colors.count]) }

  /// Draws what was found, the surest on top.
  public mutating func draw(_ detections: [Detection]) {
    draw(
      detections.reversed().map { found in
        let percent = Int((100 * found.score).rounded())
        return (found.box, "\(labels[found.label]) \(percent)", Self.color(found.label))
      })
  }

  /// Draws what is there.
  public mutating func draw(_ objects: [LabeledBox]) {
    draw(objects.map { ($0.box, labels[$0.label], Self.color($0.label)) })
  }

  /// Frames first, so that none crosses a label.
  private mutating func draw(_ marks: [(box: Box, text: String, color: Color)]) {
    let frames = marks.map { mark in
      Rectangle(
        left: Int(mark.box.x), top: Int(mark.box.y),
        width: max(Int(mark.box.width.rounded(.up)), 1),
        height: max(Int(mark.box.height.rounded(.up)), 1))
    }
    for (frame, mark) in zip(frames, marks) {
      canvas.outline(frame, mark.color, thickness: thickness)
    }
    for (frame, mark) in zip(frames, marks) { label(frame, mark.text, mark.color) }
  }

  private mutating func label(_ frame: Rectangle, _ text: String, _ color: Color) {
    // The label stands on the box; where there is no room above, inside.
    let size = textSize(text)
    let (width, height) = (size.width + 4 * scale, size.height + 4 * scale)
    let above = frame.top - height
    let plate = Rectangle(
      left: max(min(frame.left, canvas.size.width - width), 0), top: above >= 0 ? above : frame.top,
      width: width, height: height)
    canvas.fill(plate, color, opacity: 0.85)
    let ink = color.luma > 150 ? Color.black : .white
    if let font {
      canvas.text(
        text,
        at: Point(
          x: Float(plate.left + 2 * scale), y: Float(plate.bottom - 2 * scale)),
        ink, font: font, size: fontSize)
    } else {
      canvas.text(
        text, x: plate.left + 2 * scale, y: plate.top + 2 * scale, ink, scale: scale)
    }
  }

  private var fontSize: Float { Float(10 * scale) }

  private func textSize(_ text: String) -> ImageSize {
    guard let font else { return Canvas.textSize(text, scale: scale) }
    return ImageSize(
      height: Int(fontSize * 0.85), width: Int(font.width(of: text, size: fontSize)) + 1)
  }
}
