import Files
import Training

/// Copies of files in a folder for each class.
public enum SortedCopies {
  /// Copies a file into `folder/class/` under its own name, or with a number behind it where another file has that name;
  /// nothing is moved or overwritten. A copy that is there already stays.
  ///
  /// - Throws: `FileError`.
  public static func copy(_ file: String, into folder: String, class name: String) throws {
    guard file != "-" else { return }
    let bytes = try InputFile.read(file, limit: 1 << 30)
    let place = folder + "/" + name.map { $0 == "/" ? "-" : $0 }
    try OutputFolder.create(place)
    let own = file.split(separator: "/").last.map(String.init) ?? file
    let stem = own.lastIndex(of: ".").map { own[..<$0] } ?? own[...]
    for number in 1... {
      let target = "\(place)/" + (number == 1 ? own : "\(stem)-\(number)\(own[stem.endIndex...])")
      if !InputFile.exists(target) { return try AtomicFile.write(bytes, to: target) }
      if try InputFile.read(target, limit: 1 << 30) == bytes { return }
    }
  }
}
