import Boxes
import Imaging
import TensorCore

@testable import Training

extension DetectionSet {
  /// Noise with a red or a blue rectangle.
  static func rectangles(_ count: Int) -> DetectionSet {
    let random = RandomSource(seed: 3)
    let samples = (0..<count).map { index in
      let size = ImageSize(
        height: 64 + random.index(below: 20), width: 64 + random.index(below: 20))
      var image = Image(
        size: size, format: .rgb,
        pixels: (0..<3 * size.pixelCount).map { _ in UInt8(random.index(below: 100)) })
      let (x, y) = (random.index(below: 30), random.index(below: 30))
      let (width, height) = (20 + random.index(below: 14), 20 + random.index(below: 14))
      let patch = Image(
        size: ImageSize(height: height, width: width), format: .rgb,
        pixels: (0..<width * height).flatMap { _ -> [UInt8] in
          index % 2 == 0 ? [255, 50, 50] : [50, 50, 255]
        })
      image.paste(patch, row: y, column: x)
      let box = Box(x: Float(x), y: Float(y), width: Float(width), height: Float(height))
      return DetectionSample(image: image, objects: [LabeledBox(box, label: index % 2)])
    }
    return DetectionSet(samples, classNames: ["red", "blue"])
  }
}
