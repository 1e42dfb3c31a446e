import Foundation
import Imaging
import TestSupport
import Testing

/// Draws attention charts with the system's fonts, where there are any; `RENDER_TO=folder` keeps them.
@Suite struct AttentionSamples {
  private static let english =
    "The extraordinarily long meeting of the committee was postponed until next September ."
  private static let french =
    "L' extraordinairement longue réunion du comité a été reportée à septembre prochain ."
  private static let many = "When the old train arrived at last nobody was"
  private static let beaucoup = "Lorsque le vieux train arriva enfin personne n'"

  /// Weights along the diagonal with some noise; each row sums to 1.
  private func weights(_ rows: Int, _ columns: Int) -> [Float] {
    var random = SeededRandom(seed: UInt64(rows * 100 + columns))
    return (0..<rows).flatMap { row -> [Float] in
      let noise = Float.random(in: -0.8...0.8, using: &random)
      let center = Float(row) / Float(rows) * Float(columns) + noise
      let raw = (0..<columns).map { column -> Float in
        let distance = Float(column) - center
        return exp(-distance * distance / Float.random(in: 0.2...1.4, using: &random))
      }
      let sum = raw.reduce(1e-6, +)
      return raw.map { $0 / sum }
    }
  }

  @Test(arguments: [
    ("short", "I am hungry. → J'ai faim.", "I am hungry .", "J' ai faim ."),
    ("long", "A long sentence", english, french),
    ("chinese", "天气", "The weather is nice today , is n't it ?", "今天 天气 很 好 ， 不是 吗 ？"),
    (
      "from-chinese", "", "我 昨天 在 图书馆 里 看 了 一 本 关于 人工智能 的 书 。",
      "Yesterday I read a book about artificial intelligence in the library ."
    ),
    ("one", "One", "Yes", "Oui"),
    (
      "forty", "Forty tokens", Array(repeating: many, count: 4).joined(separator: " "),
      Array(repeating: beaucoup, count: 5).joined(separator: " ")
    ),
    (
      "eighty", "Eighty tokens", Array(repeating: many, count: 9).joined(separator: " "),
      Array(repeating: beaucoup, count: 10).joined(separator: " ")
    ),
  ])
  func chart(name: String, title: String, source: String, target: String) throws {
    let (columns, rows) = (source.split(separator: " "), target.split(separator: " "))
    let chart = AttentionChart(
      title: title, sourceName: title.isEmpty ? "" : "source",
      targetName: title.isEmpty ? "" : "translation", sourceTokens: columns.map(String.init),
      targetTokens: rows.map(String.init), weights: weights(rows.count, columns.count))
    guard let font = try? OutlineFont.system(for: chart.texts) else { return }
    #expect(font.missingCharacters(in: chart.texts.joined()) == [])
    let image = chart.image(font: font)
    #expect(image.pixels.contains(255) && image.pixels.contains { $0 < 60 })
    guard let folder = ProcessInfo.processInfo.environment["RENDER_TO"] else { return }
    try image.writePNG(to: "\(folder)/attention-\(name).png")
  }
}
