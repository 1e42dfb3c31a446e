import Synchronization

/// Fonts of the system for what the cells of `BitmapFont` cannot write: accents, Chinese.
enum WiderFont {
  private static let lock = Mutex(())
  // Touched under `lock` alone: a font serves one text at a time.
  nonisolated(unsafe) private static var font: OutlineFont?

  /// Whether a text needs another font than that of cells.
  static func isNeeded(for text: String) -> Bool { !text.utf8.allSatisfy { $0 < 128 } }

  /// Hands over a font that has the characters of a text; nil where this system has none.
  static func with<Value>(_ text: String, _ body: (OutlineFont) -> Value) -> Value? {
    var result: Value?
    lock.withLock { _ in
      if font?.missingCharacters(in: text).isEmpty != true {
        font = try? OutlineFont.system(for: [text])
      }
      result = font.map(body)
    }
    return result
  }

  /// Pixels an em so that capitals are as high as those of cells.
  static func size(_ font: OutlineFont, scale: Int) -> Float {
    Float(BitmapFont.capHeight * scale) / font.capHeight
  }
}
