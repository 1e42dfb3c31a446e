import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct AttentionChartTests {
  private func tinyFont() throws -> OutlineFont {
    let letters = "abcdefgH0123456789.…".unicodeScalars.map {
      (scalar: $0, width: 400, height: 600)
    }
    return try OutlineFont(data: TinyFont(letters).bytes)
  }

  private func chart(_ rows: Int, _ columns: Int, weights: [Float]? = nil) -> AttentionChart {
    AttentionChart(
      sourceTokens: (0..<columns).map { _ in "a" }, targetTokens: (0..<rows).map { _ in "b" },
      weights: weights ?? [Float](repeating: 0.2, count: rows * columns))
  }

  @Test func cellsAreAsDarkAsTheirWeights() throws {
    let chart = chart(2, 3, weights: [1, 0, 0.5, 0, .nan, -3])
    let layout = AttentionLayout(chart, font: try tinyFont())
    let picture = Canvas(chart.image(font: try tinyFont()))
    let shares: [Float] = [1, 0, 0.5, 0, 0, 0]
    for (index, share) in shares.enumerated() {
      let (row, column) = (index / 3, index % 3)
      let color = picture[
        layout.top + row * layout.cell + 2, layout.left + column * layout.cell + 2]
      #expect(color == ColorMap.blues.color(at: share), "row \(row), column \(column)")
    }
    let bar = layout.scaleBar
    #expect(picture[bar.bottom - 2, bar.left + 3].luma > 240)
    #expect(picture[bar.top + 1, bar.left + 3].luma < 100)
  }

  @Test func weakAlignmentsUseTheWholeScale() throws {
    #expect(chart(1, 2, weights: [0.3, 0.4]).fullWeight == 0.5)
    #expect(chart(1, 2, weights: [0.3, 0.7]).fullWeight == 1)
    #expect(chart(1, 2, weights: [.nan, .infinity]).fullWeight == 0.5)
  }

  @Test func labelsStandBesideTheirCells() throws {
    let font = try tinyFont()
    var chart = chart(4, 5)
    chart.targetTokens[2] = ""
    chart.sourceTokens[1] = ""
    let layout = AttentionLayout(chart, font: font)
    let image = Canvas(chart.image(font: font))
    func isInked(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
      rows.contains { row in columns.contains { image[row, $0].luma < 128 } }
    }
    for row in 0..<4 {
      let top = layout.top + row * layout.cell
      #expect(isInked(top..<top + layout.cell, 0..<layout.left - 1) == (row != 2), "row \(row)")
    }
    for column in 0..<5 {
      let left = layout.left + column * layout.cell
      #expect(
        isInked(0..<layout.top - 1, left..<left + layout.cell) == (column != 1),
        "column \(column)")
    }
  }

  @Test func longLabelsTurnAndStayInside() throws {
    let font = try tinyFont()
    var wide = chart(5, 12)
    #expect(AttentionLayout(wide, font: font).sourceDegrees == 0)
    let narrow = AttentionLayout(wide, font: font).size
    wide.sourceTokens = wide.sourceTokens.map { _ in String(repeating: "abcdefg", count: 9) }
    let layout = AttentionLayout(wide, font: font)
    #expect(layout.sourceDegrees == 45)
    #expect(layout.size.width > narrow.width && layout.size.height > narrow.height)
    let image = Canvas(wide.image(font: font))
    for edge in 0..<4 {
      for row in 0..<image.size.height {
        #expect(image[row, image.size.width - 1 - edge] == .white)
      }
      for column in 0..<image.size.width { #expect(image[edge, column] == .white) }
    }
    #expect(
      AttentionLayout(chart(60, 60), font: font).sourceDegrees == 90
        || font.width(of: "a", size: 10) < 10)
  }

  @Test(arguments: [(1, 1), (1, 40), (40, 1), (3, 100), (1500, 1200)])
  func anyNumberOfTokensIsDrawn(rows: Int, columns: Int) throws {
    let image = chart(rows, columns).image(font: try tinyFont())
    #expect(image.width >= 80 && image.height >= 80 && max(image.width, image.height) < 4000)
  }
}
