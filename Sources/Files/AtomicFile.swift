import Platform

/// Files that are replaced as a whole or not at all.
public enum AtomicFile {
  /// Writes bytes to a path as `OutputFile` does: temporary file beside it, sync, rename.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason; what was there before is still there then.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(FileError) {
    let done: Result<Void, FileError> =
      bytes.withContiguousStorageIfAvailable { buffer in
        store(UnsafeRawBufferPointer(buffer), at: path)
      } ?? Array(bytes).withUnsafeBytes { store($0, at: path) }
    try done.get()
  }

  /// Writes text as UTF-8 to a path, in the same way.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  private static func store(
    _ bytes: UnsafeRawBufferPointer, at path: String
  ) -> Result<Void, FileError> {
    do throws(FileError) {
      let file = try OutputFile(path)
      try file.write(bytes)
      try file.commit()
      return .success(())
    } catch {
      return .failure(error)
    }
  }
}
