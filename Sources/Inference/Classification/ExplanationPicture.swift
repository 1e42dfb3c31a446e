import Datasets
import Imaging
import ModelZoo
import NeuralNet
import TensorCore

/// A picture of what a network does with one image: what it sees, its first filters, the output of every
/// layer and the probabilities.
public struct ExplanationPicture {
  private let classifier: Classifier
  private let photo: Image
  private var canvas: Canvas
  private var y = 84

  private static let width = 1080
  private static let margin = 30
  private static let ink = Color(hex: 0x22262B)
  private static let faint = Color(hex: 0x6B7480)

  /// The finished picture.
  public static func draw(_ image: Image, by classifier: Classifier) -> Image {
    var picture = ExplanationPicture(classifier, image)
    return picture.drawn()
  }

  private init(_ classifier: Classifier, _ photo: Image) {
    self.classifier = classifier
    self.photo = photo
    canvas = Canvas(size: ImageSize(height: 3000, width: Self.width))
  }

  private mutating func drawn() -> Image {
    let seen = classifier.transforms(photo)
    let input = Tensor([seen])
    let network = classifier.network
    let steps = network.tracing { _ = withoutGradient { network(input) } }
    let predictions = classifier.predictions(steps.last?.output ?? input)[0]
    let name = classifier.architecture.rawValue
    canvas.text(
      "\(name): "
        + (seen.isFound ? "this is a \(predictions.first?.label ?? "?")" : "no digit found"),
      x: Self.margin, y: 28, Self.ink, scale: 4)
    drawStart(input, predictions)
    if let first = steps.first { drawFilters(first) }
    for step in steps { drawOutput(step) }
    let height = min(y + 10, canvas.size.height)
    return canvas.image.cropped(
      top: 0, left: 0, size: ImageSize(height: height, width: Self.width))
  }

  /// The photo, the network's input and the probabilities side by side.
  private mutating func drawStart(_ input: Tensor, _ predictions: [Prediction]) {
    let side = 252
    caption("your picture", Self.margin)
    caption("the network's input", Self.margin + side + 30)
    caption("probabilities", Self.margin + 2 * side + 60)
    let top = y + 24
    let opaque = photo.composited(over: .white)
    let fitted = opaque.resized(to: opaque.size.fitted(into: side))
    canvas.blit(fitted, left: Self.margin, top: top)
    canvas.outline(
      Rectangle(left: Self.margin, top: top, width: fitted.width, height: fitted.height),
      Self.faint)
    canvas.heatMap(
      input.values, grid: ImageSize(height: 28, width: 28),
      in: Rectangle(left: Self.margin + side + 30, top: top, width: side, height: side), map: .gray)
    let bars = BarChart(
      title: "",
      bars: predictions.sorted { $0.label < $1.label }.map {
        .init(
          label: $0.label, share: $0.probability,
          isHighlighted: $0.label == predictions.first?.label)
      })
    let below = bars.draw(
      on: &canvas, left: Self.margin + 2 * side + 60, top: top,
      width: Self.width - 2 * side - 60 - 2 * Self.margin)
    y = max(top + side, below) + 36
  }

  /// The weights of the first layer that looks at the image: blue pulls down, red pushes up.
  private mutating func drawFilters(_ step: ForwardTrace.Step) {
    guard
      let weight = step.module.namedParameters.first(where: { $0.name.hasSuffix("weight") })
    else { return }
    let tensor = weight.parameter.value
    let isConvolution = tensor.shape.rank == 4
    let side = isConvolution ? tensor.shape[3] : DigitInput.size
    let height = isConvolution ? tensor.shape[2] : DigitInput.size
    guard height * side * tensor.shape[0] <= tensor.count else { return }
    let perFilter = tensor.count / tensor.shape[0]
    let shown = min(tensor.shape[0], 36)
    let kind = isConvolution ? "filters" : "weights of units"
    title(
      "\(step.name): \(shown) \(kind) (\(height)x\(side))",
      "blue weights speak against, red ones for")
    let values = tensor.values
    let grids = (0..<shown).map {
      Array(values[($0 * perFilter)..<($0 * perFilter + height * side)])
    }
    tiles(grids, ImageSize(height: height, width: side), isSigned: true)
  }

  /// One layer's output: a picture for each channel, or a cell for each unit.
  private mutating func drawOutput(_ step: ForwardTrace.Step) {
    let output = step.output
    let shape = Shape(Array(output.shape.dimensions.dropFirst()))
    let count = output.shape.rank == 4 ? "\(shape[2]) maps \(shape[0])x\(shape[1])" : "\(shape[0])"
    title("\(step.name): \(count)", step.summary)
    if output.shape.rank == 4 {
      let channels = shape[2]
      let values = output.values
      let grids = (0..<min(channels, 36)).map { channel in
        stride(from: channel, to: values.count, by: channels).map { values[$0] }
      }
      tiles(grids, ImageSize(height: shape[0], width: shape[1]), isSigned: false)
    } else {
      let columns = min(shape[0], 64)
      let rows = (shape[0] + columns - 1) / columns
      var values = output.values
      values += [Float](repeating: .nan, count: rows * columns - values.count)
      let cell = min((Self.width - 2 * Self.margin) / columns, 24)
      canvas.heatMap(
        values, grid: ImageSize(height: rows, width: columns),
        in: Rectangle(left: Self.margin, top: y, width: columns * cell, height: rows * cell))
      y += rows * cell + 26
    }
  }

  /// Small pictures in rows.
  private mutating func tiles(_ grids: [[Float]], _ size: ImageSize, isSigned: Bool) {
    let gap = 8
    let room = Self.width - 2 * Self.margin
    let perRow = min(grids.count, 16)
    let scale = max(1, min((room - gap * (perRow - 1)) / (perRow * size.width), 84 / size.width))
    let (tileWidth, tileHeight) = (size.width * scale, size.height * scale)
    for (index, grid) in grids.enumerated() {
      let left = Self.margin + index % perRow * (tileWidth + gap)
      let top = y + index / perRow * (tileHeight + gap)
      let reach = max(grid.filter(\.isFinite).map(abs).max() ?? 1, 1e-6)
      canvas.heatMap(
        grid, grid: size,
        in: Rectangle(left: left, top: top, width: tileWidth, height: tileHeight),
        map: isSigned ? .signed : .ember, range: isSigned ? -reach...reach : nil)
    }
    y += (grids.count + perRow - 1) / perRow * (tileHeight + gap) + 18
  }

  private func textWidth(_ text: String) -> Int { Canvas.textSize(text, scale: 2).width }

  private mutating func title(_ heading: String, _ detail: String) {
    canvas.text(heading, x: Self.margin, y: y, Self.ink, scale: 2)
    canvas.text(detail, x: Self.margin + textWidth(heading) + 18, y: y, Self.faint, scale: 2)
    y += 24
  }

  private mutating func caption(_ text: String, _ x: Int) {
    canvas.text(text, x: x, y: y, Self.faint, scale: 2)
  }
}

extension ColorMap {
  /// Blue for negative, white for zero, red for positive.
  static let signed = ColorMap(anchors: [
    Lab(Color(hex: 0x2B5C9E)), Lab(Color(hex: 0xF4F4F2)), Lab(Color(hex: 0xB5382E)),
  ])
}
