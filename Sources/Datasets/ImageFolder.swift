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
      let files = try listFolder(folder).filter { ImageFileFormat(name: $0) != nil }
      guard !files.isEmpty else {
        throw .noFiles(directory: folder, expected: "pictures (.png, .jpg, .jpeg)")
      }
      items += files.map { Item(path: joinPath(folder, $0), label: label) }
    }
    name = directory
    classNames = names
    self.items = items
  }

  private init(name: String, classNames: [String], items: [Item]) {
    (self.name, self.classNames, self.items) = (name, classNames, items)
  }

  /// The same pictures with the labels of another list of classes, which holds all of this folder's.
  public func labelled(by names: [String]) -> ImageFolder {
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return ImageFolder(
      name: name, classNames: names,
      items: items.compactMap { item in
        places[classNames[item.label]].map { Item(path: item.path, label: $0) }
      })
  }

  /// Where the pictures for training and those for validation are: in `train` and in `val` or `valid`, if there are such
  /// folders of classes; else all in the folder itself.
  public static func parts(of directory: String) -> (training: String, validation: String?) {
    func holdsClasses(_ name: String) -> Bool {
      let folder = joinPath(directory, name)
      let entries = (try? listFolder(folder)) ?? []
      return entries.contains { InputFile.isDirectory(joinPath(folder, $0)) }
    }
    guard holdsClasses("train") else { return (directory, nil) }
    let validation = PartNames.validation.first(where: holdsClasses)
    return (joinPath(directory, "train"), validation.map { joinPath(directory, $0) })
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
}
