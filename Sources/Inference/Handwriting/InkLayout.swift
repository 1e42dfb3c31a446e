import Ink
import TensorCore

/// Lays words side by side on lines.
struct InkLayout {
  /// What stands before a word.
  enum Separator: Equatable {
    /// Nothing: the same word, on the same line.
    case joined
    /// Nothing: the word goes on, perhaps on the next line.
    case none
    /// A space.
    case space
    /// So many ends of lines.
    case lines(Int)
  }

  private let options: WritingOptions
  private let space: Float
  private let random: RandomSource
  private var right: Float = 0
  /// The lines so far, empty ones among them, where they lie; the first baseline is y = 0.
  private(set) var lines = [InkSample(ink: Handwriting())]

  /// Units between words at least, and between the parts of one.
  private static let usualSpace: Float = 17
  static let joint: Float = 3
  /// Units between words, as a share of those that a character takes.
  private static let spaceShare: Float = 1.1

  /// An empty page.
  ///
  /// - Parameter characterWidth: units that a character takes in this hand: who writes letters far apart leaves more between words.
  init(_ options: WritingOptions, characterWidth: Float = 0) {
    self.options = options
    space = max(Self.usualSpace, Self.spaceShare * characterWidth)
    random = RandomSource(seed: options.seed, stream: 7)
  }

  private var isLineEmpty: Bool { lines[lines.count - 1].ink.isEmpty }
  /// The height of the baseline.
  private var baseline: Float { Float(lines.count - 1) * options.lineSpacing }

  /// Adds a word whose baseline is y = 0, and what it says.
  mutating func add(_ word: Handwriting, saying text: String, after separator: Separator) {
    if case .lines(let count) = separator { breakLine(count) }
    guard let bounds = word.bounds else { return }
    let gap =
      isLineEmpty ? 0 : separator == .none ? Self.joint : space + 1.5 * random.normal()
    if !isLineEmpty && right + gap + bounds.width > options.lineWidth {
      if separator == .none { hyphenate() }
      breakLine(1)
      place(word, bounds, at: 0)
    } else {
      if !isLineEmpty && separator == .space { lines[lines.count - 1].text += " " }
      place(word, bounds, at: right + max(gap, 2))
    }
    lines[lines.count - 1].text += text
  }

  /// Shows that a word goes on.
  private mutating func hyphenate() {
    let y = baseline - 8 + random.normal()
    lines[lines.count - 1].ink.strokes.append(
      InkStroke([InkPoint(x: right + 4, y: y), InkPoint(x: right + 13, y: y + random.normal())]))
    lines[lines.count - 1].text += "-"
  }

  private mutating func breakLine(_ count: Int) {
    guard count > 0 else { return }
    lines += Array(repeating: InkSample(ink: Handwriting()), count: count)
    right = 0
  }

  private mutating func place(_ word: Handwriting, _ bounds: InkBounds, at left: Float) {
    // A hand rises, falls and turns a little from word to word.
    let transform = InkTransform.translation(x: -bounds.left, y: 0)
      .then(.rotation(degrees: 0.4 * random.normal()))
      .then(
        .translation(x: left, y: baseline + 0.7 * random.normal()))
    lines[lines.count - 1].ink.strokes += word.transformed(by: transform).strokes
    right = left + bounds.width
  }
}
