/// File formats that are read and written.
public enum ImageFileFormat: String, Sendable, Hashable, CaseIterable, Codable {
  /// Portable Network Graphics.
  case png
  /// JPEG File Interchange Format.
  case jpeg

  /// The name as people write it.
  public var name: String { rawValue.uppercased() }

  /// The format that a file's name asks for; nil where it ends in neither .png, .jpg nor .jpeg.
  public init?(name: String) {
    switch name.lowercased() {
    case let name where name.hasSuffix(".png"): self = .png
    case let name where name.hasSuffix(".jpg") || name.hasSuffix(".jpeg"): self = .jpeg
    default: return nil
    }
  }

  /// The format that the first bytes of a file show, whatever the file is called.
  public init?(signature bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else {
      return nil
    }
  }

  /// What a file that is neither PNG nor JPEG seems to be, so that a refusal can say it.
  static func guess(_ bytes: [UInt8]) -> String? {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    if has("GIF8") { return "a GIF picture" }
    if has("BM") && bytes.count > 26 { return "a BMP picture" }
    if has("RIFF") && has("WEBP", at: 8) { return "a WebP picture" }
    if has("II*\0") || has("MM\0*") { return "a TIFF picture" }
    if has("ftypheic", at: 4) || has("ftypmif1", at: 4) { return "a HEIC picture" }
    if has("ftypavif", at: 4) { return "an AVIF picture" }
    if has("%PDF") { return "a PDF document" }
    if has("PK\u{3}\u{4}") { return "a ZIP archive" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip archive" }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) || bytes.starts(with: [0xFF, 0xD8]) {
      return "one whose first bytes are damaged"
    }
    let isText = bytes.prefix(256).allSatisfy { $0 >= 32 && $0 < 127 || (9...13).contains($0) }
    return isText ? "text" : nil
  }
}
