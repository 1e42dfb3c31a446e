import Files

/// All files below a folder.
struct FileTree {
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
  }

  let root: String
  let files: [File]
  private let pictures: [String: [File]]

  private static let (depthLimit, fileLimit) = (12, 1 << 20)
  static let pictureSuffixes: Set = ["png", "jpg", "jpeg"]

  init(_ root: String) throws(AnnotationError) {
    var files: [File] = []
    func walk(_ path: String, _ folders: [String]) throws(AnnotationError) {
      let names: [String]
      do { names = try InputFile.list(path) } catch { throw .file(error) }
      for name in names where files.count < Self.fileLimit {
        let full = "\(path)/\(name)"
        if InputFile.isDirectory(full) {
          if folders.count < Self.depthLimit { try walk(full, folders + [name]) }
          continue
        }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        files.append(
          File(
            path: full, folders: folders, stem: String(name[..<dot]),
            suffix: String(name[dot...].dropFirst()).lowercased()))
      }
    }
    try walk(root, [])
    self.root = root
    self.files = files
    pictures = Dictionary(
      grouping: files.filter { Self.pictureSuffixes.contains($0.suffix) }, by: \.stem)
  }

  /// Files with one of these extensions.
  func files(_ suffixes: String...) -> [File] { files.filter { suffixes.contains($0.suffix) } }

  /// The picture that belongs to an annotation: of that name, in the nearest folder of the same part.
  func picture(named name: String, for annotation: File) -> File? {
    let file = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? name
    let dot = file.lastIndex(of: ".").map { file[$0...].dropFirst().lowercased() }
    let stem =
      dot.map(Self.pictureSuffixes.contains) == true
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
      if words.contains(where: { ["train", "training"].contains($0) }) { self = .training; return }
      if words.contains(where: { ["val", "valid", "validation"].contains($0) }) {
        self = .validation
        return
      }
      if words.contains(where: { ["test", "testing"].contains($0) }) { self = .test; return }
    }
    return nil
  }
}
