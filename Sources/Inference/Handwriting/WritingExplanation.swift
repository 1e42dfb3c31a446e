import Imaging
import Ink
import ModelZoo
import NeuralNet
import TensorCore

extension Penman {
  /// The most characters of a text that is explained.
  public static let explanationLimit = 24

  /// What the network does while it writes a word: which character its window looked at from point to point, the ink in the colours
  /// of its characters, and how likely the places of the next point were halfway.
  ///
  /// - Throws: `HandwritingError` for a text that cannot be written, or is too long for the picture.
  public func explanation(of text: String, in style: WritingStyle, _ options: WritingOptions)
    throws -> Image
  {
    guard text.count <= Self.explanationLimit else {
      throw HandwritingError.textTooLong(count: text.count, limit: Self.explanationLimit)
    }
    let writable = try WritableText(text, alphabet: alphabet)
    guard writable.characters.contains(where: { $0 != " " }) else {
      throw HandwritingError.emptyText
    }
    let numbers = try alphabet.numbers(of: writable.characters)
    let written = draw(numbers, style, options)
    let (window, distribution) = replay(written, numbers, style)
    return WritingPicture(
      text: Array(writable.characters), written: written, window: window,
      distribution: distribution
    ).image()
  }

  private func draw(_ numbers: [Int32], _ style: WritingStyle, _ options: WritingOptions)
    -> WrittenInk
  {
    var sampler = PenSampler(network)
    sampler.bias = options.bias
    var best: WrittenInk?
    for attempt in 0..<max(options.attemptLimit, 1) where best?.isComplete != true {
      let random = RandomSource(seed: options.seed, stream: UInt64(attempt) << 4 | 1)
      best = sampler([PenSampler.Job(text: numbers, style: style.vector, random: random)]).first
    }
    return best ?? WrittenInk(offsets: [], places: [], isComplete: false)
  }

  /// What the network says of ink: the window [T, U], and the distribution of each point.
  private func replay(_ written: WrittenInk, _ numbers: [Int32], _ style: WritingStyle)
    -> (window: Tensor, distribution: Tensor)
  {
    withoutGradient {
      var state = HandwritingSynthesis.State()
      let batch = PenBatch([written.offsets])
      let condition = network.condition(
        [numbers], styles: Tensor(style.vector, shape: [1, style.vector.count]))
      let result = network(batch.inputs, condition, &state)
      return (
        result.window.reshaped([result.window.shape[1], result.window.shape[2]]),
        result.distribution.reshaped([
          result.distribution.shape[1], result.distribution.shape[2],
        ])
      )
    }
  }
}

/// The picture of an explanation: the window above, the ink in the middle, the density below.
private struct WritingPicture {
  let text: [Character]
  let written: WrittenInk
  let window: Tensor
  let distribution: Tensor
  private let ink: Handwriting
  private let bounds: InkBounds

  init(text: [Character], written: WrittenInk, window: Tensor, distribution: Tensor) {
    (self.text, self.written, self.window) = (text, written, window)
    self.distribution = distribution
    ink = written.ink
    bounds =
      (ink.bounds ?? InkBounds(left: 0, top: 0, right: 1, bottom: 1)).widened(by: 10)
  }

  private static let (margin, label, row) = (24, 90, 22)
  private static let gray = Color(hex: 0x5C646D)
  private static let palette: [Color] = [0x1F6FB2, 0xC2452D, 0x2E8B57, 0x8E44AD, 0xB7791F].map {
    Color(hex: $0)
  }

  private var steps: Int { window.shape[0] }
  private var items: Int { window.shape[1] }
  /// Pixels of a step of the window.
  private var column: Int { max(2, min(6, 1200 / max(steps, 1))) }
  private var width: Int { max(2 * Self.margin + Self.label + steps * column, 700) }
  /// Pixels a unit of ink.
  private var scale: Float { min(4, Float(width - 2 * Self.margin) / bounds.width) }
  private var inkHeight: Int { Int(scale * bounds.height) }
  private var inkTop: Int { 2 * Self.margin + items * Self.row }
  private var densityTop: Int { inkTop + inkHeight + Self.margin + 30 }

  func image() -> Image {
    var canvas = Canvas(
      size: ImageSize(height: densityTop + inkHeight + Self.margin, width: width))
    drawWindow(on: &canvas)
    drawInk(on: &canvas, upTo: written.places.count, top: inkTop, colored: true)
    let middle = steps / 2
    canvas.text(
      "DENSITY OF POINT \(middle + 1) OF \(steps), GIVEN THOSE BEFORE IT", x: Self.margin,
      y: densityTop - 14, Self.gray, scale: 1)
    drawDensity(on: &canvas, of: middle)
    drawInk(on: &canvas, upTo: middle, top: densityTop, colored: false)
    return canvas.image
  }

  private func drawWindow(on canvas: inout Canvas) {
    let (margin, row) = (Self.margin, Self.row)
    canvas.text(
      "WINDOW: WHICH CHARACTER IS LOOKED AT, POINT BY POINT", x: margin, y: 8, Self.gray, scale: 1)
    for item in 0..<items {
      canvas.text(
        item < text.count ? String(text[item]) : "end", x: margin, y: margin + item * row + 4,
        Self.palette[item % Self.palette.count], scale: 2)
    }
    canvas.heatMap(
      window.transposed(0, 1).values, grid: ImageSize(height: items, width: steps),
      in: Rectangle(
        left: margin + Self.label, top: margin, width: steps * column, height: items * row),
      map: .blues)
  }

  /// The ink's first points, each line in the colour of the character that was looked at, or black.
  private func drawInk(on canvas: inout Canvas, upTo count: Int, top: Int, colored: Bool) {
    func place(_ point: InkPoint) -> Point {
      Point(
        x: Float(Self.margin) + (point.x - bounds.left) * scale,
        y: Float(top) + (point.y - bounds.top) * scale)
    }
    var index = 0
    for stroke in ink.strokes {
      for (number, point) in stroke.points.enumerated() where index < count {
        let color = colored ? Self.palette[written.places[index] % Self.palette.count] : .black
        if number > 0 {
          canvas.line(
            from: place(stroke.points[number - 1]), to: place(point), color, thickness: 3)
        } else {
          canvas.circle(center: place(point), radius: 2, color)
        }
        index += 1
      }
    }
  }

  /// The density of a step's point over the paper, its logarithm down to 8 below the peak.
  private func drawDensity(on canvas: inout Canvas, of step: Int) {
    let points = ink.points
    guard step > 0, step < points.count else { return }
    let numbers = Array(
      distribution.values[step * distribution.shape[1]..<(step + 1) * distribution.shape[1]]
        .dropFirst(PenEvent.allCases.count))
    let cell: Float = 4
    let grid = ImageSize(
      height: max(Int(bounds.height * scale / cell), 1),
      width: max(Int(bounds.width * scale / cell), 1))
    var movements: [Float] = []
    for row in 0..<grid.height {
      for column in 0..<grid.width {
        let x = bounds.left + (Float(column) + 0.5) * cell / scale
        let y = bounds.top + (Float(row) + 0.5) * cell / scale
        movements += [
          (x - points[step - 1].x) / PenBatch.unit, (y - points[step - 1].y) / PenBatch.unit,
        ]
      }
    }
    let cells = grid.height * grid.width
    let losses = withoutGradient {
      Tensor(numbers, shape: [1, numbers.count]).broadcast(to: [cells, numbers.count])
        .gaussianMixtureLoss(points: Tensor(movements, shape: [cells, 2]), reduction: .none).values
    }
    let least = losses.min() ?? 0
    canvas.heatMap(
      losses.map { max(0, 8 - ($0 - least)) }, grid: grid,
      in: Rectangle(
        left: Self.margin, top: densityTop, width: Int(Float(grid.width) * cell),
        height: Int(Float(grid.height) * cell)), map: .reds, isSmooth: true)
  }
}
