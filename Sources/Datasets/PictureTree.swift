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

  private static let suffixes = [".png", ".jpg", ".jpeg"]
  private static let depthLimit = 32

  /// Lists a folder.
  ///
  /// - Parameter reducedTo: the longer side that is enough; larger pictures are reduced while they are decoded.
  /// - Throws: `DatasetError` for a missing or unreadable folder, and for one without pictures.
  public init(directory: String, reducedTo: Int? = nil) throws(DatasetError) {
    var folders: [(name: String, files: [String])] = []
    func walk(_ path: String, _ name: String, _ depth: Int) throws(DatasetError) {
      var files: [String] = []
      for entry in try listFolder(path) {
        let full = joinPath(path, entry)
        if InputFile.isDirectory(full) {
          if depth < Self.depthLimit {
            try walk(full, name.isEmpty ? entry : "\(name)/\(entry)", depth + 1)
          }
        } else if Self.suffixes.contains(where: { entry.lowercased().hasSuffix($0) }) {
          files.append(full)
        }
      }
      if !files.isEmpty { folders.append((name, files)) }
    }
    try walk(directory, "", 0)
    guard !folders.isEmpty else {
      throw .noFiles(directory: directory, expected: "pictures (.png, .jpg, .jpeg) below it")
    }
    folders.sort { $0.name < $1.name }
    classNames = folders.map(\.name)
    name = directory
    items = folders.enumerated().flatMap { label, folder in
      folder.files.map { ImageFolder.Item(path: $0, label: label) }
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
