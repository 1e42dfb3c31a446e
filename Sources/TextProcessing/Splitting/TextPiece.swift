/// A part of a text and the white space that follows it.
public struct TextPiece: Sendable, Hashable {
  /// The part itself, without white space at its ends.
  public var text: String
  /// The white space up to the next piece, often empty after a Chinese full stop.
  public var separator: String

  /// Makes a piece.
  public init(text: String, separator: String) {
    self.text = text
    self.separator = separator
  }
}

extension Sequence<TextPiece> {
  /// The pieces one after another with the white space between them.
  public func joined() -> String {
    var text = String.UnicodeScalarView()
    for piece in self {
      text.append(contentsOf: piece.text.unicodeScalars)
      text.append(contentsOf: piece.separator.unicodeScalars)
    }
    return String(text)
  }
}
