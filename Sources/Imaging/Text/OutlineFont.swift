import COutlineFonts

/// Glyphs of any size for Unicode text, from one or several font files.
///
/// A character is drawn by the first file that has a glyph for it; one that none has becomes a hollow
/// box. Text runs from left to right, a glyph a code point: letters with accents are composed first, but
/// scripts that join or reorder their letters, such as Arabic and Devanagari, are not shaped. Not for
/// use by several threads at a time.
public final class OutlineFont {
  private let files: [FontFile]
  /// Height of capitals above the base line in ems.
  public let capHeight: Float
  /// Height of the tallest letters above the base line in ems.
  public let ascent: Float
  /// Depth of the lowest letters below the base line in ems, positive.
  public let descent: Float

  /// Opens font files (TrueType, OpenType, or the first font of a collection).
  ///
  /// - Parameter paths: one file or more; later ones stand in for glyphs that earlier ones lack.
  /// - Throws: `FontError` naming the file and the cause.
  public convenience init(contentsOf paths: [String]) throws(FontError) {
    var files: [FontFile] = []
    for path in paths { files.append(try FontFile(contentsOf: path)) }
    self.init(files)
  }

  /// Opens a font from the bytes of its file.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - name: what error messages call it.
  /// - Throws: `FontError` naming the file and the cause.
  public convenience init(data: [UInt8], name: String = "font data") throws(FontError) {
    self.init([try FontFile(data: data, name: name)])
  }

  init(_ files: [FontFile]) {
    precondition(!files.isEmpty, "OutlineFont: no font files")
    self.files = files
    let heights = files[0].heights
    capHeight = heights.capitals
    ascent = min(max(heights.ascender, 0.5), 2)
    descent = min(max(-heights.descender, 0), 1)
  }

  /// One glyph of a line, and how far it lies from the line's start in pixels.
  struct PlacedGlyph {
    let file: FontFile
    let glyph: UInt32
    let x: Float
  }

  /// Width of a line of text in pixels.
  ///
  /// - Parameter size: pixels an em, 1...1000.
  public func width(of text: String, size: Float) -> Float { layout(text, size: size).width }

  /// The characters of a text that none of the files has a glyph for, each once.
  public func missingCharacters(in text: String) -> [Character] {
    var missing: [Character] = []
    for character in text where !missing.contains(character) {
      let isMissing = OutlineFont.scalars(of: character).contains { scalar in
        !files.contains { $0.glyph(scalar) != nil }
      }
      if isMissing { missing.append(character) }
    }
    return missing
  }

  /// The text shortened with an ellipsis where it is wider than a number of pixels.
  public func fitted(_ text: String, width limit: Float, size: Float) -> String {
    // More characters than pixels never fit; this also bounds the time.
    let start = String(text.prefix(max(1, Int(min(max(limit, 0), 100_000)))))
    if start.count == text.count && width(of: text, size: size) <= limit { return text }
    var (low, high) = (0, start.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if width(of: start.prefix(middle) + "…", size: size) <= limit {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low == 0 ? "" : start.prefix(low) + "…"
  }

  /// The glyphs of a line from left to right.
  func layout(_ text: String, size: Float) -> (glyphs: [PlacedGlyph], width: Float) {
    precondition(
      size >= 1 && size <= Float(FONT_MAX_SIZE), "OutlineFont: \(size) pixels, expected 1...1000")
    var glyphs: [PlacedGlyph] = []
    var x: Float = 0
    for character in text {
      for scalar in OutlineFont.scalars(of: character) {
        var placed = PlacedGlyph(file: files[0], glyph: 0, x: x)
        for file in files {
          if let glyph = file.glyph(scalar) {
            placed = PlacedGlyph(file: file, glyph: glyph, x: x)
            break
          }
        }
        glyphs.append(placed)
        x += placed.file.advance(placed.glyph, size: size)
      }
    }
    return (glyphs, x)
  }

  private func width(of text: some StringProtocol, size: Float) -> Float {
    width(of: String(text), size: size)
  }

  /// What is drawn for a character: its composed form where there is one, and nothing invisible.
  private static func scalars(of character: Character) -> [Unicode.Scalar] {
    let scalars = Array(character.unicodeScalars)
    if scalars.count == 1, let only = scalars.first, only.value < 0x300 && only.value >= 0x20 {
      return scalars
    }
    if scalars.count > 1, let composed = composed[character] { return [composed] }
    return scalars.compactMap { scalar in
      if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
        return scalar.value == 0x3000 ? scalar : " "
      }
      return scalar.properties.isDefaultIgnorableCodePoint ? nil : scalar
    }
  }

  /// Letters with accents that have a code point of their own, by any spelling: `Character` compares by
  /// canonical equivalence.
  private static let composed: [Character: Unicode.Scalar] = {
    var table: [Character: Unicode.Scalar] = [:]
    for value in [0xC0..<0x250, 0x1E00..<0x1F00].joined() {
      if let scalar = Unicode.Scalar(UInt32(value)) { table[Character(scalar)] = scalar }
    }
    return table
  }()
}
