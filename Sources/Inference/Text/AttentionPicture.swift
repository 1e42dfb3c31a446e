import Imaging

/// The alignment of a translation as a picture.
public enum AttentionPicture {
  /// Source pieces along the top, pieces of the translation down the side; the darker, the more was looked at.
  ///
  /// - Throws: `FontError` where no font on this machine has the characters.
  public static func draw(_ translation: Translator.Translation, _ direction: Direction) throws
    -> Image
  {
    func labels(_ pieces: [String]) -> [String] {
      pieces.map { piece in
        let text = piece.drop { $0 == " " }
        return text.isEmpty ? "␣" : String(text == "</s>" ? "end" : text)
      }
    }
    let chart = AttentionChart(
      title: translation.text, sourceName: direction.source, targetName: direction.target,
      sourceTokens: labels(translation.sourcePieces),
      targetTokens: labels(translation.targetPieces),
      weights: translation.attention.flatMap { $0 })
    return try chart.image(font: OutlineFont.system(for: chart.texts))
  }
}
