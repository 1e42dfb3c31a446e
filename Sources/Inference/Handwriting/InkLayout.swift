import Ink
import TensorCore

/// Lays words side by side on lines.
struct InkLayout {
  /// What stands before a word.
  enum Separator: Equatable {
    /// Nothing: the word goes on.
    case none
    /// A space.
    case space
    /// So many ends of lines.
    case lines(Int)
  }

  private let options: WritingOptions
  private let random: RandomSource
  private var strokes: [InkStroke] = []
  private var right: Float = 0
  private var line = 0
  private var isLineEmpty = true

  /// Units between words, and between the parts of one.
  private static let (space, joint): (Float, Float) = (17, 3)

  init(_ options: WritingOptions) {
    self.options = options
    random = RandomSource(seed: options.seed, stream: 7)
  }

  /// All words so far; the first baseline is y = 0.
  var ink: Handwriting { Handwriting(strokes) }
  /// Lines so far.
  var lineCount: Int { line + 1 }

  /// Adds a word whose baseline is y = 0.
  mutating func add(_ word: Handwriting, after separator: Separator) {
    if case .lines(let count) = separator { breakLine(count) }
    guard let bounds = word.bounds else { return }
    let gap =
      isLineEmpty ? 0 : separator == .none ? Self.joint : Self.space + 1.5 * random.normal()
    if !isLineEmpty && right + gap + bounds.width > options.lineWidth {
      if separator == .none { hyphenate() }
      breakLine(1)
      place(word, bounds, at: 0)
    } else {
      place(word, bounds, at: right + max(gap, 2))
    }
  }

  /// Shows that a word goes on.
  private mutating func hyphenate() {
    let y = Float(line) * options.lineSpacing - 8 + random.normal()
    strokes.append(
      InkStroke([InkPoint(x: right + 4, y: y), InkPoint(x: right + 13, y: y + random.normal())]))
  }

  private mutating func breakLine(_ count: Int) {
    guard count > 0 else { return }
    line += count
    (right, isLineEmpty) = (0, true)
  }

  private mutating func place(_ word: Handwriting, _ bounds: InkBounds, at left: Float) {
    // A hand rises, falls and turns a little from word to word.
    let transform = InkTransform.translation(x: -bounds.left, y: 0)
      .then(.rotation(degrees: 0.4 * random.normal()))
      .then(
        .translation(
          x: left, y: Float(line) * options.lineSpacing + 0.7 * random.normal()))
    strokes += word.transformed(by: transform).strokes
    (right, isLineEmpty) = (left + bounds.width, false)
  }
}
