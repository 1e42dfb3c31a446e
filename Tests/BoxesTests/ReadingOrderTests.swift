import Testing

@testable import Boxes

@Suite struct ReadingOrderTests {
  private func read(_ boxes: [(label: Int, x: Float, y: Float, height: Float)]) -> [[Int]] {
    ReadingOrder.rows(
      boxes.map {
        Detection(
          Box(x: $0.x, y: $0.y, width: $0.height / 2, height: $0.height), label: $0.label, score: 1)
      }
    ).map { $0.map(\.label) }
  }

  @Test func rowsAreReadFromTopToBottomAndLeftToRight() {
    #expect(
      read([(4, 60, 52, 20), (2, 30, 8, 20), (1, 10, 10, 20), (3, 40, 50, 20)]) == [
        [1, 2], [3, 4],
      ])
  }

  @Test func aSlopingRowIsOne() {
    #expect(read((0..<8).map { ($0, Float($0) * 20, Float($0) * 6, 24) }) == [Array(0..<8)])
  }

  @Test func whatIsFarAwayOrOfAnotherSizeIsAnotherRow() {
    #expect(read([(1, 10, 10, 20), (2, 200, 10, 20)]) == [[1], [2]])
    #expect(read([(1, 10, 10, 20), (2, 25, 0, 80)]) == [[2], [1]])
  }

  @Test func nothingHasNoRows() { #expect(read([]).isEmpty) }
}
