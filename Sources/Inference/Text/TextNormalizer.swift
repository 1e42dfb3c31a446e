import Foundation

/// Brings text into the one form that tokenizers and networks see.
public enum TextNormalizer {
  /// Composed characters (NFC), one kind of space, apostrophe and ellipsis, no control and no private characters.
  public static func normalized(_ text: String) -> String {
    var result = ""
    var hasSpace = false
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar {
      case _ where scalar.properties.isWhitespace:
        hasSpace = !result.isEmpty
        continue
      case _ where isDropped(scalar):
        continue
      default: break
      }
      if hasSpace { result.append(" ") }
      hasSpace = false
      switch scalar {
      case "\u{2019}", "\u{02BC}", "\u{2018}": result.append("'")
      case "\u{2026}": result.append("...")
      case "\u{FF10}"..."\u{FF19}", "\u{FF21}"..."\u{FF3A}", "\u{FF41}"..."\u{FF5A}":
        // Digits and letters as wide as Chinese characters.
        result.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Control, format, private and unassigned characters, and halves of pairs.
  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .surrogate, .unassigned: return true
    default: return scalar == "\u{FFFD}"
    }
  }
}
