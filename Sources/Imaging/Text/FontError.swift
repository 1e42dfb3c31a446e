import Files
import Platform

/// Why text cannot be drawn. Its description is one sentence naming the file and the remedy.
public enum FontError: DescribedError, Sendable, Hashable {
  /// The file itself could not be read.
  case file(FileError)
  /// The data contradict their format.
  case damaged(file: String, detail: String)
  /// No font file, or one of a kind that is not handled.
  case unsupported(file: String, detail: String)
  /// The memory does not suffice.
  case outOfMemory(file: String)
  /// No font on this system has glyphs for these characters.
  case noGlyphs(characters: String)

  /// One sentence: what is wrong, and where there is one, the remedy.
  public var description: String {
    switch self {
    case .file(let error):
      return error.description
    case .damaged(let file, let detail):
      return "\(file): the font is damaged: \(detail)"
    case .unsupported(let file, let detail):
      return "\(file): this font cannot be used: \(detail)"
    case .outOfMemory(let file):
      return "\(file): not enough memory for the font"
    case .noGlyphs(let characters):
      return "no font on this system can write '\(characters)'; install one (on Debian and Ubuntu: "
        + "apt install \(OutlineFont.suggestedPackage)) or name a font file in "
        + OutlineFont.environmentVariable
    }
  }
}
