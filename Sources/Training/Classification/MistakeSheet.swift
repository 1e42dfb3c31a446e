import Imaging

/// A contact sheet of photographs that a classifier named badly.
public enum MistakeSheet {
  private static let side = 168

  /// The sheet: each photograph with what it shows and what was said.
  public static func image(_ mistakes: [PhotoEvaluation.Mistake]) -> Image {
    let tiles = mistakes.map { mistake in
      let share = Int((100 * mistake.answer.probability).rounded())
      return ContactSheet.Tile(
        try? Image(contentsOf: mistake.path, reducedTo: 2 * side).rgb(),
        [
          ("is \(mistake.truth)", .black),
          ("said \(mistake.answer.label) \(share)%", Color(hex: 0xB5382E)),
        ])
    }
    return ContactSheet(tiles, side: side).image()
  }
}
