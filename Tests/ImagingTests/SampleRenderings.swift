import Foundation
import Imaging
import TestSupport
import Testing

/// Draws one of each kind; `RENDER_TO=folder` keeps the pictures, to be looked at.
@Suite struct SampleRenderings {
  private func keep(_ image: Image, _ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["RENDER_TO"] else { return }
    try image.writePNG(to: "\(folder)/\(name).png")
  }

  private let losses = (0..<40).map { 2.3 * exp(-Double($0) / 6) + 0.05 + 0.02 * sin(Double($0)) }

  @Test func font() throws {
    var canvas = Canvas(size: ImageSize(height: 420, width: 1000))
    let all = String(String.UnicodeScalarView((32...126).compactMap { Unicode.Scalar($0) }))
    var y = 12
    for scale in [1, 2, 3] {
      for part in [all.prefix(48), all.suffix(47)] {
        canvas.text(String(part), x: 12, y: y, scale: scale)
        y += 12 * scale
      }
      canvas.text(
        "Sphinx of black quartz, judge my vow: 0.9312 (3 of 60k) é", x: 12, y: y, scale: scale)
      y += 16 * scale
    }
    canvas.upwardText("upward Ag", x: 960, y: 400, scale: 3)
    #expect(canvas.image.pixels.contains(0))
    try keep(canvas.image, "font")
  }

  /// A curve of twelve points, one of which is missing for seed 2.
  private func returns(seed: Int) -> LineChart.Series {
    var values: [Double] = (0..<12).map { Double($0 * $0) / Double(seed + 2) }
    if seed == 2 { values[5] = .nan }
    return .init(name: "seed \(seed)", x: (0..<12).map { Double($0) * 25_000 }, y: values)
  }

  @Test func curves() throws {
    let smooth = losses.map { 1 - $0 / 2.6 }
    let two = LineChart(
      title: "LeNet on MNIST", xLabel: "epoch",
      panels: [
        .init(
          yLabel: "loss",
          series: [
            .init(name: "train", values: losses),
            .init(name: "validation", values: losses.map { $0 * 1.1 + 0.08 }),
          ]),
        .init(
          yLabel: "accuracy",
          series: [
            .init(name: "train", values: smooth),
            .init(name: "validation", values: smooth.map { $0 - 0.03 }),
          ]),
      ])
    try keep(two.image(), "curves-two")
    let one = LineChart(
      title: "Return of ten seeds", xLabel: "frames",
      panels: [
        .init(
          yLabel: "return",
          series: (0..<5).map(returns(seed:)))
      ])
    try keep(one.image(), "curves-one")
    let early = LineChart(
      title: "One epoch", xLabel: "epoch",
      panels: [.init(yLabel: "loss", series: [.init(name: "train", values: [0.3])])])
    try keep(early.image(), "curves-short")
    let none = LineChart(
      title: "", xLabel: "", panels: [.init(yLabel: "", series: [.init(name: "", values: [])])])
    #expect(none.image(size: ImageSize(height: 40, width: 40)).width == 40)
  }

  @Test func bars() throws {
    let shares = [0.871, 0.083, 0.021, 0.0004, .nan]
    let names = [
      "tabby cat", "tiger cat", "Egyptian cat", "lynx, catamount",
      "a very long name of a class indeed",
    ]
    let chart = BarChart(
      title: "What is in cat.jpg",
      bars: zip(names, shares).map { .init(label: $0, share: $1, isHighlighted: $1 == 0.871) })
    try keep(chart.image(), "bars")
  }

  @Test func confusion() throws {
    var random = SeededRandom(seed: 4)
    func counts(_ classCount: Int) -> [Int] {
      (0..<classCount * classCount).map { index in
        index / classCount == index % classCount
          ? Int.random(in: 380...500, using: &random)
          : max(0, Int.random(in: -20...40, using: &random) / 2)
      }
    }
    let digits = ConfusionMatrixChart(
      title: "MNIST test set", labels: (0..<10).map(String.init), counts: counts(10))
    try keep(digits.image(), "confusion-digits")
    let names = [
      "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
    try keep(
      ConfusionMatrixChart(title: "CIFAR-10", labels: names, counts: counts(10)).image(),
      "confusion-names")
    let many = ConfusionMatrixChart(
      title: "100 classes", labels: (0..<100).map { "class \($0)" }, counts: counts(100))
    try keep(many.image(), "confusion-many")
  }

  @Test func shapesAndHeatMaps() throws {
    var canvas = Canvas(size: ImageSize(height: 420, width: 900), background: Color(hex: 0xFAFAFA))
    for index in 0..<12 {
      let angle = Float(index) * .pi / 12
      canvas.line(
        from: Point(x: 110 - 90 * cos(angle), y: 110 - 90 * sin(angle)),
        to: Point(x: 110 + 90 * cos(angle), y: 110 + 90 * sin(angle)), .black,
        thickness: Float(index) / 4 + 0.5)
    }
    canvas.circle(center: Point(x: 300, y: 110), radius: 80, Color(hex: 0x1F6FB4))
    canvas.circle(center: Point(x: 300, y: 110), radius: 95, Color(hex: 0xD9601A), thickness: 5)
    canvas.circle(center: Point(x: 340, y: 110), radius: 60, .white, opacity: 0.5)
    canvas.outline(Rectangle(left: 420, top: 20, width: 120, height: 80), .black, thickness: 3)
    canvas.fill(
      Rectangle(left: 440, top: 40, width: 300, height: 80), Color(hex: 0x2B9367), opacity: 0.4)
    let grid = ImageSize(height: 6, width: 8)
    let values = (0..<48).map { sin(Float($0 % 8)) * cos(Float($0 / 8)) }
    for (index, map) in [ColorMap.ember, .gray, .blues, .reds].enumerated() {
      let frame = Rectangle(left: 20 + 160 * index, top: 230, width: 150, height: 110)
      canvas.heatMap(values, grid: grid, in: frame, map: map, isSmooth: index % 2 == 1)
      let ramp = (0..<150).map { Float($0) }
      canvas.heatMap(
        ramp, grid: ImageSize(height: 1, width: 150),
        in: Rectangle(left: 20 + 160 * index, top: 350, width: 150, height: 40), map: map)
    }
    canvas.blit(samplePicture(ImageSize(height: 8, width: 8), .rgb), left: 680, top: 230, scale: 10)
    canvas.blit(
      samplePicture(ImageSize(height: 8, width: 8), .rgba),
      in: Rectangle(left: 780, top: 230, width: 100, height: 100))
    #expect(canvas[110, 300] != Color(hex: 0xFAFAFA))
    try keep(canvas.image, "shapes")
  }
}
