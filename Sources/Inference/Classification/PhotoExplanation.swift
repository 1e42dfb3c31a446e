import Imaging
import ModelZoo
import NeuralNet
import TensorCore

/// A picture of what a network does with a photograph: what it sees, where it looks for its first three classes, its first
/// filters, and of some layers the maps that answer most.
public struct PhotoExplanation {
  private let classifier: Classifier
  private var canvas = Canvas(size: ImageSize(height: 2400, width: PhotoExplanation.width))
  private var y = 24

  private static let (width, margin, side, gap) = (1080, 30, 236, 22)
  private static let ink = Color(hex: 0x22262B)
  private static let faint = Color(hex: 0x6B7480)

  /// The finished picture; nil where the classifier is none for photographs.
  public static func draw(_ photo: Image, by classifier: Classifier) -> Image? {
    guard let network = classifier.network as? any FeatureClassifier else { return nil }
    var picture = PhotoExplanation(classifier: classifier)
    picture.draw(photo, network)
    return picture.canvas.image.cropped(
      top: 0, left: 0, size: ImageSize(height: min(picture.y, 2400), width: width))
  }

  private init(classifier: Classifier) { self.classifier = classifier }

  private mutating func draw(_ photo: Image, _ network: some FeatureClassifier) {
    let input = classifier.input(photo)
    let view = classifier.view(photo)
    let found = GradCAM.maps(of: network, input) { logits in
      Array(classifier.order(logits).prefix(3))
    }
    let predictions = classifier.predictions(found.logits)[0]
    line("\(classifier.name): \(predictions.first?.label ?? "?")", scale: 3)
    y += 16
    let top = y + 22
    tile(view, 0, "what the network sees", top: top)
    for (index, map) in found.maps.enumerated() {
      let label = predictions[index].label
      let frame = tile(view, index + 1, "\(label) \(Self.percent(predictions[index].probability))", top: top)
      canvas.heatMap(
        map, grid: found.size, in: frame, range: 0...max(map.max() ?? 0, 1e-6), opacity: 0.55,
        isSmooth: true)
    }
    y = top + Self.side + 26
    let bars = predictions.prefix(5).enumerated().map {
      BarChart.Bar(label: $1.label, share: $1.probability, isHighlighted: $0 == 0)
    }
    y = BarChart(title: "", bars: bars).draw(
      on: &canvas, left: Self.margin, top: y, width: Self.width - 2 * Self.margin) + 14
    let steps = network.tracing { _ = withoutGradient { network(input) } }
    if let first = steps.first { drawFilters(first) }
    let layers = steps.filter { $0.output.shape.rank == 4 && $0.output.shape[1] > 1 }
    for step in [layers.first, layers.dropFirst(layers.count / 2).first, layers.last].compactMap({ $0 }) {
      drawMaps(step)
    }
  }

  /// The weights of the first layer as small colour pictures.
  private mutating func drawFilters(_ step: ForwardTrace.Step) {
    guard let conv = step.module as? Conv2d, conv.weight.shape[1] == 3 else { return }
    let shape = conv.weight.shape
    let (count, size) = (min(shape[0], 64), ImageSize(height: shape[2], width: shape[3]))
    line("\(step.name): \(count) of \(shape[0]) filters \(size.width)x\(size.height)", scale: 2)
    let values = conv.weight.value.values
    let area = size.pixelCount
    tiles(count, perRow: 32, side: 26) { index in
      let filter = values[index * 3 * area..<(index + 1) * 3 * area]
      let reach = max(filter.map(abs).max() ?? 1, 1e-6)
      let samples = (0..<3 * area).map { place in
        0.5 + 0.5 * filter[index * 3 * area + place % 3 * area + place / 3] / reach
      }
      return Image(size: size, format: .rgb, samples: samples)
    }
  }

  /// The maps of a layer whose sums are largest.
  private mutating func drawMaps(_ step: ForwardTrace.Step) {
    let shape = step.output.shape
    let (size, channels) = (ImageSize(height: shape[1], width: shape[2]), shape[3])
    let values = step.output.values
    var sums = [Float](repeating: 0, count: channels)
    for (index, value) in values.enumerated() { sums[index % channels] += max(value, 0) }
    let strongest = sums.indices.sorted { sums[$0] > sums[$1] }.prefix(12)
    line(
      "\(step.name): the \(strongest.count) strongest of \(channels) maps \(size.width)x\(size.height)",
      scale: 2)
    let top = max(values.max() ?? 1, 1e-6)
    tiles(strongest.count, perRow: 12, side: 76) { index in
      let channel = strongest[strongest.startIndex + index]
      let samples = stride(from: channel, to: values.count, by: channels).map {
        max(values[$0], 0) / top
      }
      return Image(size: size, format: .gray, samples: samples)
    }
  }

  private mutating func tiles(_ count: Int, perRow: Int, side: Int, _ image: (Int) -> Image) {
    for index in 0..<count {
      canvas.blit(
        image(index),
        in: Rectangle(
          left: Self.margin + index % perRow * (side + 6),
          top: y + index / perRow * (side + 6), width: side, height: side), filter: .nearest)
    }
    y += (count + perRow - 1) / perRow * (side + 6) + 14
  }

  @discardableResult
  private mutating func tile(_ image: Image, _ place: Int, _ caption: String, top: Int) -> Rectangle {
    let frame = Rectangle(
      left: Self.margin + place * (Self.side + Self.gap), top: top, width: Self.side,
      height: Self.side)
    canvas.text(
      Canvas.fitted(caption, width: Self.side, scale: 2), x: frame.left, y: top - 22, Self.faint,
      scale: 2)
    canvas.blit(image, in: frame)
    return frame
  }

  private mutating func line(_ text: String, scale: Int) {
    canvas.text(
      Canvas.fitted(text, width: Self.width - 2 * Self.margin, scale: scale), x: Self.margin, y: y,
      Self.ink, scale: scale)
    y += 10 * scale + 4
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))%" }
}
