import Imaging

/// Photographs for training and measuring: every file of a folder decoded once, to see that it can be, and kept in memory at
/// a size that is large enough, as far as there is room.
public struct PhotoSet: ImageDataset {
  /// A file that cannot be used.
  public struct Skipped: Sendable {
    /// The file.
    public let path: String
    /// Why, in one sentence.
    public let reason: String
  }

  /// The names of the classes.
  public let classNames: [String]
  /// The folder.
  public let name: String
  /// The files that can be used.
  public let items: [ImageFolder.Item]
  /// The files that cannot.
  public let skipped: [Skipped]
  private let kept: [Image]
  private let side: Int

  /// Decodes all pictures of a folder.
  ///
  /// - Parameters:
  ///   - side: the shorter side that a network wants; larger pictures are kept at one and a half times that size.
  ///   - limit: bytes of pixels that are kept; what is beyond is decoded again whenever it is asked for.
  public init(_ folder: ImageFolder, side: Int, keepingAtMost limit: Int = 2 << 30) {
    (classNames, name, self.side) = (folder.classNames, folder.name, side)
    var (items, skipped, kept) = ([ImageFolder.Item](), [Skipped](), [Image]())
    var bytes = 0
    for start in stride(from: 0, to: folder.count, by: 512) {
      let part = Array(folder.items[start..<min(start + 512, folder.count)])
      for (item, result) in zip(part, inParallel(part) { try PhotoSet.picture($0, side) }) {
        switch result {
        case .success(let image):
          items.append(item)
          bytes += image.pixels.count
          if bytes <= limit { kept.append(image) }
        case .failure(let error): skipped.append(Skipped(path: item.path, reason: "\(error)"))
        }
      }
    }
    (self.items, self.skipped, self.kept) = (items, skipped, kept)
  }

  /// How many can be used.
  public var count: Int { items.count }

  /// The class of a picture.
  public func label(at index: Int) -> Int32 { Int32(items[index].label) }

  /// One picture, RGB.
  public subscript(index: Int) -> LabeledImage {
    get throws {
      let image = index < kept.count ? kept[index] : try PhotoSet.picture(items[index], side)
      return LabeledImage(image: image, label: label(at: index))
    }
  }

  private static func picture(_ item: ImageFolder.Item, _ side: Int) throws -> Image {
    let image = try Image(contentsOf: item.path, reducedTo: 6 * side)
    let opaque = ImageTransform.rgb.applied(to: image)
    let enough = side * 3 / 2
    return min(opaque.height, opaque.width) <= enough
      ? opaque : ImageTransform.resizeShorterSide(to: enough).applied(to: opaque)
  }
}
