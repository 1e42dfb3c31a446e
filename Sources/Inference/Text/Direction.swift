/// From one language into another, by their ISO 639 codes.
public struct Direction: Hashable, Sendable, CustomStringConvertible {
  /// What is read.
  public let source: String
  /// What is written.
  public let target: String

  /// A direction.
  public init(from source: String, to target: String) {
    self.source = source
    self.target = target
  }

  /// Reads `en-fr`; nil where the text is not of this form.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ Direction.isCode($0) }) else { return nil }
    self.init(from: String(parts[0]), to: String(parts[1]))
  }

  /// Two to eight small letters.
  public static func isCode(_ text: some StringProtocol) -> Bool {
    (2...8).contains(text.count) && text.allSatisfy { ("a"..."z").contains($0) }
  }

  /// `en-fr`.
  public var description: String { "\(source)-\(target)" }

  /// The piece that begins a sentence in the target language: one network may write several languages.
  package var startPiece: String { "<2\(target)>" }
}
