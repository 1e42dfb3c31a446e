import Testing

@testable import Imaging

@Suite struct ChartTests {
  @Test func ticksAreRound() {
    let loss = AxisTicks(from: 0.07, to: 2.36, count: 5)
    #expect(loss.labels == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"])
    #expect(loss.range == 0...2.5)
    let epochs = AxisTicks(from: 1, to: 40, count: 4, isWhole: true, extends: false)
    #expect(epochs.labels == ["10", "20", "30", "40"] && epochs.range == 1...40)
    #expect(
      AxisTicks(from: 1, to: 3, count: 9, isWhole: true, extends: false).labels == ["1", "2", "3"])
    #expect(AxisTicks(from: 0, to: 250_000, count: 3).labels == ["0", "100k", "200k", "300k"])
    #expect(AxisTicks(from: 0, to: 0.3, count: 3).labels == ["0.0", "0.1", "0.2", "0.3"])
    #expect(AxisTicks(from: 0, to: 3e-6, count: 3).labels == ["0", "1e-6", "2e-6", "3e-6"])
  }

  @Test func oddRangesStillHaveTicks() {
    for (low, high) in [(0.0, 0.0), (5, 5), (-3, -3), (1e-9, 1e-9), (-1e300, 1e300), (7, 2)] {
      let ticks = AxisTicks(from: low, to: high, count: 5)
      #expect(!ticks.values.isEmpty && ticks.values.count < 20, "\(low) to \(high)")
      #expect(ticks.range.lowerBound < ticks.range.upperBound)
    }
  }

  @Test func numbersAreWrittenShort() {
    #expect(NumberText.decimal(-0.04, places: 1) == "0.0")
    #expect(NumberText.decimal(-1.05, places: 2) == "-1.05")
    #expect(NumberText.decimal(1.999, places: 2) == "2.00")
    #expect(NumberText.decimal(.nan, places: 2) == "nan")
    #expect(NumberText.percent(0.8714) == "87.1%")
    #expect(NumberText.percent(0.0001) == "<0.1%")
    #expect(NumberText.percent(0) == "0.0%")
    let numbers = [0, 0.0213, 1.234, 45.67, 9312, 0.000012, 3.2e7, -0.5]
    let expected = ["0", "0.021", "1.23", "45.7", "9312", "1.2e-5", "3.2e7", "-0.500"]
    #expect(numbers.map(NumberText.significant) == expected)
  }

  @Test func chartsTakeWhateverTheyAreGiven() {
    let odd: [[Double]] = [
      [], [.nan], [1], [.infinity, 2, -.infinity], [3, 3, 3], [1e300, -1e300],
    ]
    for values in odd {
      let chart = LineChart(
        title: "odd", xLabel: "x",
        panels: [.init(yLabel: "y", series: [.init(name: "a", values: values)])])
      for size in [ImageSize(height: 1, width: 1), ImageSize(height: 300, width: 400)] {
        #expect(chart.image(size: size).size == size)
      }
    }
    let fixed = LineChart.Panel(
      yLabel: "y", series: [.init(name: "a", values: [9, -9])], yRange: 0...1)
    #expect(LineChart(title: "", xLabel: "", panels: [fixed]).image().height == 520)
    #expect(BarChart(title: "none", bars: []).image().width == 640)
  }

  @Test func barsAreAsLongAsTheirShares() {
    var canvas = Canvas(size: ImageSize(height: 100, width: 500))
    let chart = BarChart(
      title: "",
      bars: [.init(label: "a", share: 1, isHighlighted: true), .init(label: "b", share: 0.5)])
    #expect(chart.draw(on: &canvas, left: 0, top: 0, width: 500) == 72)
    func length(_ row: Int) -> Int {
      (0..<500).count { canvas[row, $0] != ChartStyle.grid && canvas[row, $0] != .white }
    }
    #expect(abs(length(2) - 2 * length(38)) <= 2)
  }

  @Test func confusionIsShadedByRow() {
    let chart = ConfusionMatrixChart(title: "", labels: ["a", "b"], counts: [10, 0, 5, 5])
    let image = chart.image(cellSide: 40)
    let canvas = Canvas(image)
    let (top, left) = (image.height - 24 - 80, image.width - 24 - 80)
    let right = Lab(canvas[top + 2, left + 2])
    let half = Lab(canvas[top + 42, left + 42])
    let wrong = Lab(canvas[top + 42, left + 2])
    #expect(right.lightness < half.lightness && right.b < -20 && wrong.a > 20)
  }
}
