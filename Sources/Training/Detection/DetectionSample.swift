import Boxes
import Imaging

/// A picture and the objects in it, in its pixels.
public struct DetectionSample: Sendable {
  /// The picture, RGB.
  public var image: Image
  /// What is in it.
  public var objects: [LabeledBox]
}

extension DetectionSample {
  /// Enlarged or reduced.
  func scaled(by factor: Float) -> DetectionSample {
    let size = ImageSize(
      height: max(Int(Float(image.height) * factor), 1),
      width: max(Int(Float(image.width) * factor), 1))
    let (across, down) = (
      Float(size.width) / Float(image.width), Float(size.height) / Float(image.height)
    )
    return changed(image.resized(to: size)) { $0.scaled(across: across, down: down) }
  }

  /// Rows and columns exchanged.
  func transposed() -> DetectionSample { changed(image.transposed()) { $0.transposed } }

  /// Left and right exchanged.
  func flippedHorizontally() -> DetectionSample {
    changed(image.flippedHorizontally()) { $0.mirrored(inWidth: Float(image.width)) }
  }

  /// Top and bottom exchanged.
  func flippedVertically() -> DetectionSample {
    changed(image.flippedVertically()) {
      $0.transposed.mirrored(inWidth: Float(image.height)).transposed
    }
  }

  private func changed(_ image: Image, _ move: (Box) -> Box) -> DetectionSample {
    DetectionSample(
      image: image,
      objects: objects.map {
        LabeledBox(move($0.box), label: $0.label, isIgnored: $0.isIgnored)
      })
  }
}
