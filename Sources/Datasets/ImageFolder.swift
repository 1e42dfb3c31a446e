import Files
import Imaging

/// Pictures sorted into one sub-folder for each class.
///
/// Class names are those of the sub-folders, sorted; files are listed at once and decoded when
/// they are asked for.
public struct ImageFolder: ImageDataset {
  /// One picture file and its class.
  public struct Item: Sendable, Hashable {
    /// Where the picture lies.
    public let path: String
    /// Its class, an index into `classNames`.
    public let label: Int
  }

  /// Names of the classes, sorted.
  public let classNames: [String]
  /// The folder.
  public let name: String
  /// All pictures, by class and then by name.
  public let items: [Item]

  private static let suffixes = [".png", ".jpg", ".jpeg"]

  /// Lists a folder.
  ///
  /// Hidden entries, and files that do not end in .png, .jpg or .jpeg, are left out.
  ///
  /// - Throws: `DatasetError` for a missing or unreadable folder, one without sub-folders, and a
  ///   class without pictures.
  public init(directory: String) throws(DatasetError) {
    let names = try listFolder(directory).filter {
      InputFile.isDirectory(joinPath(directory, $0))
    }
    guard !names.isEmpty else {
      throw .noFiles(directory: directory, expected: "sub-folders, one for each class")
    }
    var items: [Item] = []
    for (label, name) in names.enumerated() {
      let folder = joinPath(directory, name)
      let files = try listFolder(folder).filter(ImageFolder.isPicture)
      guard !files.isEmpty else {
        throw .noFiles(directory: folder, expected: "pictures (.png, .jpg, .jpeg)")
      }
      items += files.map { Item(path: joinPath(folder, $0), label: label) }
    }
    name = directory
    classNames = names
    self.items = items
  }

  /// Number of pictures.
  public var count: Int { items.count }

  /// The class of a picture.
  public func label(at index: Int) -> Int32 { Int32(items[index].label) }

  /// Decodes one picture, in whatever format its file has.
  ///
  /// - Throws: `DatasetError.image` naming the file and the cause.
  public subscript(index: Int) -> LabeledImage {
    get throws(DatasetError) {
      do {
        let image = try Image(contentsOf: items[index].path)
        return LabeledImage(image: image, label: label(at: index))
      } catch {
        throw .image(error)
      }
    }
  }

  private static func isPicture(_ name: String) -> Bool {
    let lower = name.lowercased()
    return suffixes.contains { lower.hasSuffix($0) }
  }
}
