import Boxes
import Files
import Foundation
import Imaging
import Inference
import ModelZoo
import NeuralNet
import Safetensors
import TestSupport

/// Small detectors, and folders of pictures with coloured rectangles for them.
enum TinyDetector {
  static let labels = ["red", "blue"]

  /// Writes a network that knows nothing, for inputs of 64 pixels.
  @discardableResult
  static func write(
    to folder: TemporaryFolder, labels: [String] = labels, name: String = "tiny.safetensors"
  ) throws -> String {
    let network = Detector(
      .init(classCount: labels.count, backboneWidth: 8, width: 8), .random(seed: 1))
    let path = folder.file(name)
    try network.save(
      to: path, metadata: DetectorModel.metadata(of: network, labels: labels, side: 64, adding: [:])
    )
    return path
  }

  /// A grey picture with a rectangle of each class.
  static func scene(_ number: Int) -> (image: Image, boxes: [LabeledBox]) {
    var random = SeededRandom(seed: UInt64(number))
    var canvas = Canvas(size: ImageSize(height: 64, width: 96), background: Color(gray: 200))
    let boxes = [0, 1].map { label in
      let frame = Rectangle(
        left: Int.random(in: 2...14, using: &random) + 46 * label,
        top: Int.random(in: 2...20, using: &random),
        width: Int.random(in: 18...30, using: &random),
        height: Int.random(in: 18...40, using: &random))
      canvas.fill(frame, Color(hex: label == 0 ? 0xC02020 : 0x2020C0))
      return LabeledBox(
        Box(
          x: Float(frame.left), y: Float(frame.top), width: Float(frame.width),
          height: Float(frame.height)), label: label)
    }
    return (canvas.image, boxes)
  }

  /// Writes scenes as PASCAL VOC has them: pictures, and an XML file for each.
  static func writeScenes(_ numbers: Range<Int>, to folder: TemporaryFolder) throws {
    for number in numbers {
      let (image, boxes) = scene(number)
      try folder.write(image.pngData(), to: "data/images/s\(number).png")
      let objects = boxes.map { object in
        let box = object.box
        return """
          <object><name>\(labels[object.label])</name><bndbox><xmin>\(Int(box.x))</xmin><ymin>\(Int(box.y))</ymin>\
          <xmax>\(Int(box.right))</xmax><ymax>\(Int(box.bottom))</ymax></bndbox></object>
          """
      }
      try folder.write(
        "<annotation><filename>s\(number).png</filename>\(objects.joined())</annotation>",
        to: "data/boxes/s\(number).xml")
    }
  }
}
