/// Formats in which ink is read.
public enum InkFormat: String, Sendable, Hashable, CaseIterable {
  /// JSON lines with `strokes`, and `writer`, `source` and `text` where they are known.
  case jsonLines
  /// XML of the IAM On-Line Handwriting Database (Liwicki and Bunke 2005).
  case iamOnline
  /// InkML, W3C Recommendation of 20 September 2011.
  case inkML
  /// UNIPEN 1.0 (Guyon et al. 1994).
  case unipen

  /// The name as people write it.
  public var name: String {
    switch self {
    case .jsonLines: "JSON lines"
    case .iamOnline: "IAM-OnDB XML"
    case .inkML: "InkML"
    case .unipen: "UNIPEN"
    }
  }

  /// All names in a sentence.
  static let list = "JSON lines, IAM-OnDB XML, InkML or UNIPEN text"

  /// The format that the content of a file shows, whatever the file is called.
  public init?(content bytes: [UInt8]) {
    let text = bytes.dropFirst(InkFormat.start(of: bytes))
    switch text.first {
    case UInt8(ascii: "{"):
      self = .jsonLines
    case UInt8(ascii: "."):
      guard let second = text.dropFirst().first, UnipenReader.isCapital(second) else { return nil }
      self = .unipen
    case UInt8(ascii: "<"):
      switch InkFormat.rootElement(text.prefix(1 << 16)) {
      case "WhiteboardCaptureSession": self = .iamOnline
      case "ink": self = .inkML
      default: return nil
      }
    default:
      return nil
    }
  }

  /// Where the first byte is that is neither a mark of UTF-8 nor a space.
  static func start(of bytes: [UInt8]) -> Int {
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes[mark...].firstIndex { !isSpace($0) } ?? bytes.count
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// The name of the first element of XML, without its namespace.
  private static func rootElement(_ bytes: ArraySlice<UInt8>) -> String? {
    var rest = Substring(String(decoding: bytes, as: UTF8.self))
    while let open = rest.firstIndex(of: "<") {
      rest = rest[open...]
      guard rest.hasPrefix("<?") || rest.hasPrefix("<!") else { break }
      let end = rest.hasPrefix("<!--") ? "-->" : rest.hasPrefix("<?") ? "?>" : ">"
      guard let range = rest.firstRange(of: end) else { return nil }
      rest = rest[range.upperBound...]
    }
    let name = rest.dropFirst().prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
    return name.split(separator: ":").last.map { String($0) }
  }

  /// What a file in none of the formats seems to be, so that a refusal can say it.
  static func guess(_ bytes: [UInt8]) -> String? {
    func has(_ text: String) -> Bool { bytes.starts(with: text.utf8) }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "a PNG picture" }
    if bytes.starts(with: [0xFF, 0xD8]) { return "a JPEG picture" }
    if has("%PDF") { return "a PDF document" }
    if has("PK\u{3}\u{4}") { return "a ZIP archive" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip archive: unpack it with gunzip" }
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
      return "text in UTF-16: save it as UTF-8"
    }
    let content = bytes.dropFirst(start(of: bytes))
    if content.first == UInt8(ascii: "<") {
      return rootElement(content.prefix(1 << 16)).map { "XML whose root is <\($0.prefix(40))>" }
    }
    if content.first == UInt8(ascii: "[") {
      return "a JSON list: put each of its samples on a line"
    }
    let isText = bytes.prefix(256).allSatisfy { $0 >= 32 && $0 < 127 || (9...13).contains($0) }
    return isText ? "other text" : nil
  }
}
