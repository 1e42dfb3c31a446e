import Files
import Platform

extension OutlineFont {
  /// Names font files to prefer to those of the system, with colons between them.
  public static let environmentVariable = "MODEL_ZOO_FONT"
  /// A small Debian package whose font has Latin letters and Chinese characters.
  public static let suggestedPackage = "fonts-wqy-microhei"

  /// Finds fonts on this system that can write these texts.
  ///
  /// Looks at the files that `MODEL_ZOO_FONT` names, then for well-known fonts in the usual folders,
  /// then at the others there. Several files are taken where one does not suffice.
  ///
  /// - Throws: `FontError.noGlyphs` where a Latin letter or a common Chinese character cannot be written (other
  ///   characters become hollow boxes), and the cause where `MODEL_ZOO_FONT` names a file that cannot
  ///   be used.
  public static func system(for texts: [String]) throws(FontError) -> OutlineFont {
    try find(
      for: texts, named: environment(environmentVariable) ?? "", folders: usualFolders)
  }

  static func find(
    for texts: [String], named: String, folders: [String]
  ) throws(FontError) -> OutlineFont {
    var files: [FontFile] = []
    for path in named.split(separator: ":") { files.append(try FontFile(contentsOf: String(path))) }
    var missing = wanted(texts).filter { scalar in !files.contains { $0.glyph(scalar) != nil } }
    if !missing.isEmpty || files.isEmpty {
      for path in candidates(in: folders) {
        // A damaged file among those of the system is passed over: the user did not ask for it.
        guard let file = try? FontFile(contentsOf: path) else { continue }
        let rest = missing.filter { file.glyph($0) == nil }
        if rest.count < missing.count {
          files.append(file)
          missing = rest
        }
        if missing.isEmpty { break }
      }
    }
    let needed = missing.filter(isCommon)
    if !needed.isEmpty || files.isEmpty { throw .noGlyphs(characters: sample(needed, texts)) }
    return OutlineFont(files)
  }

  /// The visible code points of the texts and, so that there is always a font, a letter.
  private static func wanted(_ texts: [String]) -> Set<Unicode.Scalar> {
    var wanted: Set<Unicode.Scalar> = ["A", "0"]
    for text in texts {
      for scalar in text.unicodeScalars
      where !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
        && scalar.properties.generalCategory != .control
      {
        wanted.insert(scalar)
      }
    }
    return wanted
  }

  /// Characters without which a picture cannot be read.
  private static func isCommon(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x180 && scalar.properties.isAlphabetic
      || (0x4E00...0x9FA5).contains(scalar.value)
  }

  private static func sample(_ missing: Set<Unicode.Scalar>, _ texts: [String]) -> String {
    let shown = texts.joined().unicodeScalars.filter { missing.contains($0) }.prefix(8)
    return shown.isEmpty ? "A" : String(String.UnicodeScalarView(shown))
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static var usualFolders: [String] {
    let home = environment("HOME").map { ["\($0)/.local/share/fonts", "\($0)/.fonts"] } ?? []
    return home + [
      "/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts",
    ]
  }

  /// File names that are good to read, the best first: fonts for both scripts, Latin, Chinese.
  private static let preferredNames = [
    "wqy-microhei.ttc", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "PingFang.ttc",
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf",
    "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "gbsn00lp.ttf",
    "uming.ttc",
  ]

  /// Font files in these folders, the preferred ones first, at most 200.
  private static func candidates(in folders: [String]) -> [String] {
    let paths = folders.flatMap { fontFiles(in: $0, depth: 0) }
    func rank(_ path: String) -> Int {
      let name = path.split(separator: "/").last.map { String($0) } ?? ""
      return preferredNames.firstIndex(of: name) ?? preferredNames.count
    }
    let ranked = paths.enumerated().sorted { a, b in
      (rank(a.element), a.offset) < (rank(b.element), b.offset)
    }
    return ranked.prefix(200).map(\.element)
  }

  private static func fontFiles(in folder: String, depth: Int) -> [String] {
    guard depth < 6, let names = try? InputFile.list(folder) else { return [] }
    return names.flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      let isFont = [".ttf", ".ttc", ".otf"].contains { name.lowercased().hasSuffix($0) }
      if isFont { return [path] }
      return InputFile.isDirectory(path) ? fontFiles(in: path, depth: depth + 1) : []
    }
  }
}
