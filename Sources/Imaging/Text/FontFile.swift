import COutlineFonts
import Files

/// One open font file; closed when it goes away.
final class FontFile {
  /// Largest font file that is read, in bytes.
  static let sizeLimit = 128 << 20

  private let face: OpaquePointer

  convenience init(contentsOf path: String) throws(FontError) {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path, limit: FontFile.sizeLimit)
    } catch {
      throw .file(error)
    }
    try self.init(data: bytes, name: path)
  }

  init(data: [UInt8], name: String) throws(FontError) {
    let opening = data.withUnsafeBufferPointer { font_open($0.baseAddress, $0.count) }
    guard let face = opening.face else {
      let detail = text(opening.message)
      switch Int(opening.status) {
      case FONT_UNSUPPORTED: throw .unsupported(file: name, detail: detail)
      case FONT_OUT_OF_MEMORY: throw .outOfMemory(file: name)
      default: throw .damaged(file: name, detail: detail)
      }
    }
    self.face = face
  }

  deinit { font_close(face) }

  /// The glyph of a code point, nil where the file has none.
  func glyph(_ scalar: Unicode.Scalar) -> UInt32? {
    let glyph = font_glyph_index(face, scalar.value)
    return glyph == 0 ? nil : glyph
  }

  /// Heights in ems.
  var heights: FontHeights { font_heights(face) }

  /// Pixels to the next glyph.
  func advance(_ glyph: UInt32, size: Float) -> Float { font_advance(face, glyph, size) }

  /// Calls back with the pixels that a glyph covers; not at all for blanks and damaged glyphs.
  func render(
    _ glyph: UInt32, _ placement: FontPlacement,
    _ body: (FontGlyph, UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let rendered = font_render(face, glyph, placement)
    defer { font_free(rendered.coverage) }
    guard let coverage = rendered.coverage else { return }
    body(
      rendered,
      UnsafeBufferPointer(start: coverage, count: Int(rendered.width) * Int(rendered.height)))
  }
}
