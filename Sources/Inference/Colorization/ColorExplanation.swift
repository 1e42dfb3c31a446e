import Imaging
import ModelZoo
import NeuralNet
import TensorCore

/// A picture of what a network does with one photograph: the colours it weighs at a point, what it takes the scene for, and its
/// feature maps.
public struct ColorExplanation {
  private static let width = 1080
  private static let margin = 30
  private static let ink = Color(hex: 0x22262B)
  private static let faint = Color(hex: 0x6B7480)
  private static let panelSide = 320

  private let colorizer: Colorizer
  private var canvas = Canvas(size: ImageSize(height: 4000, width: width))
  private var y = 76

  /// Draws it.
  ///
  /// - Parameter point: column and row of the picture as it is seen; nil for its middle.
  public static func draw(
    _ picture: PictureFile, by colorizer: Colorizer, at point: (x: Int, y: Int)?
  ) -> Image {
    var explanation = ColorExplanation(colorizer)
    return explanation.drawn(picture, point)
  }

  private init(_ colorizer: Colorizer) { self.colorizer = colorizer }

  private mutating func drawn(_ picture: PictureFile, _ point: (x: Int, y: Int)?) -> Image {
    let seen = picture.turn.seen(picture.size)
    let point = point ?? (seen.width / 2, seen.height / 2)
    let light = picture.lightness(longerSide: Colorizer.guideSide).seen(picture.turn)
    let input = light.resized(to: ColorNet.inputSize(light.size, longerSide: 128))
    let network = colorizer.network
    var outputs: ColorNet.Outputs?
    let steps = network.tracing {
      outputs = withoutGradient { network.outputs(ColorNet.input([input])) }
    }
    canvas.text("colorize: what the network sees", x: Self.margin, y: 26, Self.ink, scale: 4)
    drawPictures(picture, point, in: seen)
    if let outputs {
      if network.configuration.objective == .classification {
        drawColors(outputs.colors, point, in: seen, input)
      }
      drawClasses(outputs.classes)
    }
    for step in steps where step.output.shape.rank == 4 { drawMaps(step) }
    return canvas.image.cropped(
      top: 0, left: 0, size: ImageSize(height: min(y + 10, canvas.size.height), width: Self.width))
  }

  /// The picture without and with colours, the point marked.
  private mutating func drawPictures(
    _ picture: PictureFile, _ point: (x: Int, y: Int), in seen: ImageSize
  ) {
    let small = picture.image.composited(over: .white).reduced(to: 480)
    let gray = PictureFile(small.rgb()).withoutColor
    let images = [gray, colorizer.colored(PictureFile(gray)).image]
    for (index, image) in images.enumerated() {
      let left = Self.margin + index * 520
      canvas.blit(image, left: left, top: y)
      let (x, row) = (
        left + point.x * image.width / seen.width, y + point.y * image.height / seen.height
      )
      canvas.outline(
        Rectangle(left: x - 6, top: row - 6, width: 13, height: 13), .white, thickness: 3)
      canvas.outline(Rectangle(left: x - 5, top: row - 5, width: 11, height: 11), .black)
    }
    y += small.height + 30
  }

  /// Each bin of colours as a square in that colour, as large as the network believes in it.
  private mutating func drawColors(
    _ logits: Tensor, _ point: (x: Int, y: Int), in seen: ImageSize, _ input: Plane
  ) {
    let (height, width) = (logits.shape[1], logits.shape[2])
    let row = min(point.y * height / seen.height, height - 1)
    let column = min(point.x * width / seen.width, width - 1)
    let bins = logits.shape[3]
    let probabilities = withoutGradient { logits.softmax().values }
    let start = (row * width + column) * bins
    let shares = Array(probabilities[start..<start + bins])
    let highest = max(shares.max() ?? 1, 1e-6)
    let centers = colorizer.network.ab.tensor.values
    let lightness = input[
      min(2 * row, input.size.height - 1), min(2 * column, input.size.width - 1)]
    title("colours at \(point.x),\(point.y)", "area is probability")
    let (cell, middle) = (14, Self.panelSide / 2)
    for bin in 0..<bins {
      let side = max(Int(Float(cell) * (shares[bin] / highest).squareRoot()), 2)
      let left = Self.margin + middle + Int(centers[2 * bin + 1]) * cell / 10 - side / 2
      let top = y + middle - Int(centers[2 * bin]) * cell / 10 - side / 2
      let color = Color(
        Lab(lightness: max(lightness, 40), a: centers[2 * bin], b: centers[2 * bin + 1]))
      canvas.fill(Rectangle(left: left, top: top, width: side, height: side), color)
    }
  }

  /// The likeliest classes of the whole picture, beside the colours.
  private mutating func drawClasses(_ logits: Tensor) {
    let probabilities = withoutGradient { logits.softmax().values }
    let labels = colorizer.labels
    let bars = probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }.prefix(8).map
    {
      BarChart.Bar(
        label: $0 < labels.count ? labels[$0] : String($0), share: Double(probabilities[$0]))
    }
    let chart = BarChart(title: "", bars: Array(bars))
    canvas.text("what the picture shows", x: 460, y: y - 24, Self.ink, scale: 2)
    let below = chart.draw(on: &canvas, left: 460, top: y, width: Self.width - 460 - Self.margin)
    y = max(y + Self.panelSide + 20, below) + 20
  }

  /// The first channels of a layer's output.
  private mutating func drawMaps(_ step: ForwardTrace.Step) {
    let shape = step.output.shape
    let channels = shape[3]
    title("\(step.name): \(channels) maps \(shape[2])x\(shape[1])", step.summary)
    let shown = min(channels, 8)
    let side = (Self.width - 2 * Self.margin) / 8 - 8
    let grid = ImageSize(height: shape[1], width: shape[2])
    let size = grid.fitted(into: side)
    let values = step.output.values
    for channel in 0..<shown {
      canvas.heatMap(
        stride(from: channel, to: values.count, by: channels).map { values[$0] }, grid: grid,
        in: Rectangle(
          left: Self.margin + channel * (side + 8), top: y, width: size.width, height: size.height))
    }
    y += size.height + 20
  }

  private mutating func title(_ heading: String, _ detail: String) {
    canvas.text(heading, x: Self.margin, y: y, Self.ink, scale: 2)
    let left = Self.margin + Canvas.textSize(heading, scale: 2).width + 18
    canvas.text(
      Canvas.fitted(detail, width: Self.width - left - Self.margin, scale: 2), x: left, y: y,
      Self.faint, scale: 2)
    y += 24
  }
}
