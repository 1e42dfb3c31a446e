import Files
import Imaging

/// All pictures below a folder, however deep. Where they lie in several folders, these are their classes.
public struct PictureTree: ImageDataset {
  /// Names of the folders that hold pictures, relative to the folder, sorted.
  public let classNames: [String]
  /// The folder.
  public let name: String
  /// All pictures, by folder and then by name.
  public let items: [ImageFolder.Item]
  private let reducedTo: Int?

  /// Lists a folder.
  ///
  /// - Parameter reducedTo: the longer side that is enough; larger pictures are reduced while they are decoded.
  /// - Throws: `DatasetError` for a missing or unreadable folder, and for one without pictures.
  public init(directory: String, reducedTo: Int? = nil) throws(DatasetError) {
    let files: [FileTree.File]
    do { files = try FileTree(directory).files } catch { throw .file(error) }
    let pictures = files.filter { ImageFileFormat(name: $0.name) != nil }
    let folders = Dictionary(grouping: pictures) { $0.folders.joined(separator: "/") }
      .sorted { $0.key < $1.key }
    guard !folders.isEmpty else {
      throw .noFiles(directory: directory, expected: "pictures (.png, .jpg, .jpeg) below it")
    }
    classNames = folders.map(\.key)
    name = directory
    items = folders.enumerated().flatMap { label, folder in
      folder.value.map { ImageFolder.Item(path: $0.path, label: label) }
    }
    self.reducedTo = reducedTo
  }

  /// Number of pictures.
  public var count: Int { items.count }

  /// The class of a picture.
  public func label(at index: Int) -> Int32 { Int32(items[index].label) }

  /// Decodes one picture.
  ///
  /// - Throws: `DatasetError.image` naming the file and the cause.
  public subscript(index: Int) -> LabeledImage {
    get throws(DatasetError) {
      do {
        let image = try Image(contentsOf: items[index].path, reducedTo: reducedTo)
        return LabeledImage(image: image, label: label(at: index))
      } catch {
        throw .image(error)
      }
    }
  }
}
