import Imaging

/// A contact sheet of photographs that a classifier named badly.
public enum MistakeSheet {
  private static let (columns, side, gap, lineHeight) = (6, 168, 18, 18)

  /// The sheet: each photograph with what it shows and what was said.
  public static func image(_ mistakes: [PhotoEvaluation.Mistake]) -> Image {
    let rows = max((mistakes.count + columns - 1) / columns, 1)
    let (width, height) = (side + gap, side + gap + 2 * lineHeight)
    var canvas = Canvas(size: ImageSize(height: rows * height + gap, width: columns * width + gap))
    for (index, mistake) in mistakes.enumerated() {
      let (left, top) = (gap + index % columns * width, gap + index / columns * height)
      if let photo = try? Image(contentsOf: mistake.path, reducedTo: 2 * side).rgb() {
        let fitted = photo.size.fitted(into: side)
        canvas.blit(
          photo,
          in: Rectangle(
            left: left + (side - fitted.width) / 2, top: top + (side - fitted.height) / 2,
            width: fitted.width, height: fitted.height))
      }
      let share = Int((100 * mistake.answer.probability).rounded())
      let lines = ["is \(mistake.truth)", "said \(mistake.answer.label) \(share)%"]
      for (line, text) in lines.enumerated() {
        canvas.text(
          Canvas.fitted(text, width: side, scale: 1), x: left,
          y: top + side + 6 + line * lineHeight, line == 0 ? .black : Color(hex: 0xB5382E), scale: 1)
      }
    }
    return canvas.image
  }
}
