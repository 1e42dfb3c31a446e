import TensorCore

/// What a page leaves on a digit that the reader has taken from it: remains of printed lines and of a drawn box, gaps where a line
/// was taken out, dots in place of strokes, grain, and strokes of unusual width.
///
/// Each number is the share of pictures that get such residues.
public struct PageResidues: Sendable, Equatable, Codable {
  /// Strokes made wider or thinner.
  public var pen: Float
  /// Dots on a lattice in place of strokes.
  public var dots: Float
  /// Strips without ink, where printed lines were taken out.
  public var gaps: Float
  /// Remains of rules or squares.
  public var rules: Float
  /// A smaller digit within a box, or some of its sides.
  public var box: Float
  /// Noise on every pixel.
  public var grain: Float

  /// Residues of these kinds, as shares of all pictures.
  public init(pen: Float, dots: Float, gaps: Float, rules: Float, box: Float, grain: Float) {
    self.pen = pen
    self.dots = dots
    self.gaps = gaps
    self.rules = rules
    self.box = box
    self.grain = grain
  }

  /// Half of all pictures have none.
  public static let usual = PageResidues(
    pen: 0.2, dots: 0.1, gaps: 0.08, rules: 0.08, box: 0.06, grain: 0.08)

  /// Adds residues to a square picture, 0...1, white ink on black.
  func add(to values: inout [Float], size: Int, using random: RandomSource) {
    var page = Page(values: values, size: size, random: random)
    func happens(_ share: Float) -> Bool { random.uniform() < share }
    if happens(pen) { page.changePen() }
    if happens(dots) { page.makeDots() }
    if happens(gaps) { page.cutGaps() }
    if happens(rules) { page.addRules() }
    if happens(box) { page.addBox() }
    if happens(grain) { page.addGrain() }
    values = page.values
  }
}

/// A picture while residues are added to it.
private struct Page {
  var values: [Float]
  let size: Int
  let random: RandomSource

  /// The usual width of a stroke, in pixels.
  private static let strokeWidth: Float = 2.6

  /// A straight line, nearly across or down.
  private struct Line {
    var isAcross: Bool
    /// Its middle where it leaves the first border, in pixels.
    var start: Float
    /// Pixels to the side for each along it.
    var slope: Float
    var width: Float
  }

  /// Changes the pixels of a line, given how much of each it covers.
  private mutating func mark(
    _ line: Line, in range: Range<Int>, _ change: (_ value: Float, _ cover: Float) -> Float
  ) {
    for place in range {
      let middle = line.start + line.slope * Float(place)
      let reach = line.width / 2 + 1
      guard middle + reach >= 0, middle - reach <= Float(size - 1) else { continue }
      for side in max(Int(middle - reach), 0)...min(Int(middle + reach), size - 1) {
        let cover = min(max(line.width / 2 + 0.5 - abs(Float(side) - middle), 0), 1)
        let pixel = line.isAcross ? side * size + place : place * size + side
        values[pixel] = change(values[pixel], cover)
      }
    }
  }

  /// Parallel lines at equal distances, as they are printed.
  private func printedLines(isAcross: Bool, width: Float, spacing: Float, slope: Float) -> [Line] {
    stride(from: random.uniform(0..<spacing), to: Float(size), by: spacing).map {
      Line(isAcross: isAcross, start: $0, slope: slope, width: width)
    }
  }

  /// A random part of a line.
  private func part() -> Range<Int> {
    guard random.uniform() < 0.6 else { return 0..<size }
    let length = 3 + random.index(below: size - 3)
    let start = random.index(below: size - length + 1)
    return start..<start + length
  }

  mutating func addRules() {
    let (width, spacing) = (random.uniform(0.4..<1.8), random.uniform(3..<18))
    let slope = random.uniform(-0.03..<0.03)
    let strength = random.uniform(0.15..<1)
    let isSquared = random.uniform() < 0.5
    for isAcross in isSquared ? [true, false] : [random.uniform() < 0.5] {
      let lines = printedLines(
        isAcross: isAcross, width: width, spacing: spacing, slope: isAcross ? slope : -slope)
      for line in lines where random.uniform() < 0.6 {
        mark(line, in: part()) { max($0, strength * $1) }
      }
    }
  }

  mutating func cutGaps() {
    let (width, spacing) = (random.uniform(0.5..<1.6), random.uniform(4..<18))
    let slope = random.uniform(-0.03..<0.03)
    let depth = random.uniform(0.4..<1)
    let isSquared = random.uniform() < 0.5
    for isAcross in isSquared ? [true, false] : [random.uniform() < 0.5] {
      let lines = printedLines(
        isAcross: isAcross, width: width, spacing: spacing, slope: isAcross ? slope : -slope)
      for line in lines where random.uniform() < 0.8 {
        mark(line, in: 0..<size) { $0 * (1 - depth * $1) }
      }
    }
  }

  mutating func addBox() {
    let isWhole = random.uniform() < 0.5
    let (low, high) = (random.uniform(2..<5), Float(size - 1) - random.uniform(2..<5))
    let narrow = random.uniform(0..<4)
    if isWhole { shrink(to: (high - low) / Float(size) * random.uniform(0.9..<1.05)) }
    let (width, strength) = (random.uniform(0.6..<2), random.uniform(0.3..<1))
    for (isAcross, start) in [
      (true, low), (true, high), (false, low + narrow), (false, high - narrow),
    ] where isWhole || random.uniform() < 0.4 {
      let (first, last) = isAcross ? (low + narrow, high - narrow) : (low, high)
      let line = Line(
        isAcross: isAcross, start: start, slope: random.uniform(-0.03..<0.03), width: width)
      mark(line, in: Int(first)..<Int(last) + 1) { max($0, strength * $1) }
    }
  }

  mutating func changePen() {
    if random.uniform() < 0.6 {
      widen(by: random.uniform(0..<1.1))
    } else {
      let share = random.uniform(0..<0.6)
      let thin = extremes(min)
      for pixel in values.indices { values[pixel] += share * (thin[pixel] - values[pixel]) }
    }
  }

  mutating func makeDots() {
    let step = random.uniform(2.4..<5)
    // Full dots, then joined: as the reader widens them.
    let radius = 0.36 * step + random.uniform(0.2..<0.9)
    widen(by: (1.1 * step - Page.strokeWidth) / 2 + random.uniform(-0.3..<0.3))
    let (down, right) = (random.uniform(0..<step), random.uniform(0..<step))
    func offset(_ place: Int, _ start: Float) -> Float {
      let turns = (Float(place) + start) / step
      return (turns - turns.rounded()) * step
    }
    for row in 0..<size {
      for column in 0..<size {
        let (y, x) = (offset(row, down), offset(column, right))
        values[row * size + column] *= min(
          max(radius + 0.5 - (y * y + x * x).squareRoot(), 0), 1)
      }
    }
  }

  mutating func addGrain() {
    let deviation = random.uniform(0.02..<0.2)
    for pixel in values.indices {
      values[pixel] = min(max(values[pixel] + deviation * random.normal(), 0), 1)
    }
  }

  /// Strokes wider by up to two pixels on each side.
  private mutating func widen(by radius: Float) {
    var rest = min(max(radius, 0), 2)
    while rest > 0 {
      let share = min(rest, 1)
      let wide = extremes(max)
      for pixel in values.indices { values[pixel] += share * (wide[pixel] - values[pixel]) }
      rest -= share
    }
  }

  /// The largest or smallest value of each pixel and its four neighbours; nothing lies outside.
  private func extremes(_ choose: (Float, Float) -> Float) -> [Float] {
    var result = values
    for row in 0..<size {
      for column in 0..<size {
        func near(_ row: Int, _ column: Int) -> Float {
          (0..<size).contains(row) && (0..<size).contains(column) ? values[row * size + column] : 0
        }
        result[row * size + column] = choose(
          choose(
            choose(values[row * size + column], near(row - 1, column)), near(row + 1, column)),
          choose(near(row, column - 1), near(row, column + 1)))
      }
    }
    return result
  }

  /// The picture made smaller around its middle.
  private mutating func shrink(to share: Float) {
    let (source, centre) = (values, Float(size - 1) / 2)
    source.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for row in 0..<size {
        for column in 0..<size {
          values[row * size + column] = DigitAugmentation.sample(
            base, size, centre + (Float(row) - centre) / share,
            centre + (Float(column) - centre) / share)
        }
      }
    }
  }
}
