/// The files below a folder, however deep; hidden ones are left out.
public struct FileTree {
  /// A file by its parts.
  public struct File: Hashable, Sendable {
    /// The whole path.
    public let path: String
    /// The folders between the tree's root and the file.
    public let folders: [String]
    /// The name.
    public let name: String
  }

  /// All files, those of a folder by name.
  public private(set) var files: [File] = []

  private static let (depthLimit, fileLimit) = (32, 1 << 20)

  /// Lists a folder and those in it.
  ///
  /// - Throws: `FileError` for a missing path, a file, missing permission.
  public init(_ root: String) throws(FileError) { try walk(root, []) }

  private mutating func walk(_ path: String, _ folders: [String]) throws(FileError) {
    for name in try InputFile.list(path) where files.count < Self.fileLimit {
      let full = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      if !InputFile.isDirectory(full) {
        files.append(File(path: full, folders: folders, name: name))
      } else if folders.count < Self.depthLimit {
        try walk(full, folders + [name])
      }
    }
  }
}

/// What people call the parts of a data set.
public enum PartNames {
  /// What is learnt from.
  public static let training = ["train", "training"]
  /// What choices are made with.
  public static let validation = ["val", "valid", "validation"]
  /// What is looked at last.
  public static let test = ["test", "testing"]
}
