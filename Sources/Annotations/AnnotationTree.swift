import Files
import Imaging

/// All files below a folder, where annotations find their pictures.
struct AnnotationTree {
  /// A file by its parts.
  struct File: Hashable {
    /// The whole path.
    let path: String
    /// The folders between the tree's root and the file.
    let folders: [String]
    /// The name without its last extension.
    let stem: String
    /// The last extension in lower case, or "".
    let suffix: String

    fileprivate init(_ file: FileTree.File) {
      let dot = file.name.lastIndex(of: ".") ?? file.name.endIndex
      (path, folders, stem) = (file.path, file.folders, String(file.name[..<dot]))
      suffix = String(file.name[dot...].dropFirst()).lowercased()
    }
  }

  let root: String
  let files: [File]
  private let pictures: [String: [File]]

  init(_ root: String) throws(AnnotationError) {
    self.root = root
    do { files = try FileTree(root).files.map(File.init) } catch { throw .file(error) }
    pictures = Dictionary(
      grouping: files.filter { ImageFileFormat(name: $0.path) != nil }, by: \.stem)
  }

  /// Files with one of these extensions.
  func files(_ suffixes: String...) -> [File] { files.filter { suffixes.contains($0.suffix) } }

  /// The picture that belongs to an annotation: of that name, in the nearest folder of the same part.
  func picture(named name: String, for annotation: File) -> File? {
    let file = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? name
    let stem =
      ImageFileFormat(name: file) != nil
      ? String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)]) : file
    return pictures[stem]?.max {
      Self.nearness($0, annotation) < Self.nearness($1, annotation)
    }
  }

  /// How many folders, from the root and by their last name, two files share.
  private static func nearness(_ one: File, _ other: File) -> Int {
    let common = zip(one.folders, other.folders).prefix { $0 == $1 }.count
    return 2 * common + (one.folders.last == other.folders.last ? 1 : 0)
  }
}

/// Which part of a data set a file belongs to, by the names of its folders.
enum Part {
  case training, validation, test

  init?(_ names: [String]) {
    for name in names.reversed() {
      let words = name.lowercased().split { !$0.isLetter }
      if words.contains(where: { PartNames.training.contains(String($0)) }) {
        self = .training; return
      }
      if words.contains(where: { PartNames.validation.contains(String($0)) }) {
        self = .validation
        return
      }
      if words.contains(where: { PartNames.test.contains(String($0)) }) { self = .test; return }
    }
    return nil
  }
}
