/// A colour of a game's palette.
public struct PaletteColor: Sendable, Equatable {
  /// Amount of red, 0...255.
  public let red: UInt8
  /// Amount of green, 0...255.
  public let green: UInt8
  /// Amount of blue, 0...255.
  public let blue: UInt8

  /// A colour from a number such as 0x1F77B4.
  public init(_ hex: UInt32) {
    red = UInt8(hex >> 16 & 0xFF)
    green = UInt8(hex >> 8 & 0xFF)
    blue = UInt8(hex & 0xFF)
  }

  /// Its brightness by Rec. 601, 0...255.
  public var grey: UInt8 {
    let sum: Int = 299 * Int(red) + 587 * Int(green) + 114 * Int(blue)
    return UInt8((sum + 500) / 1000)
  }
}

/// A square picture that a game draws itself on: a byte a pixel, row by row.
///
/// Games draw by palette entry; the byte that stands for an entry is the picture's to choose: its number for people,
/// its grey for agents.
public struct Picture: Sendable {
  /// Pixels a row and rows.
  public let side: Int
  /// [side, side].
  public private(set) var pixels: [UInt8]
  private let values: [UInt8]

  /// The side of what agents see.
  public static let agentSide = 84

  /// A picture, all background, in which a palette entry is written as `values` says.
  init(side: Int, values: [UInt8]) {
    precondition(side >= 10, "Picture: a side of \(side) pixels, at least 10 are needed")
    self.side = side
    self.values = values
    pixels = [UInt8](repeating: values.first ?? 0, count: side * side)
  }

  /// Makes all of it background.
  mutating func clear() {
    let background = values[0]
    pixels.withUnsafeMutableBufferPointer { $0.update(repeating: background) }
  }

  /// Fills the pixels from left to right and from top to bottom, ends excluded, as far as they exist.
  mutating func fill(left: Int, top: Int, right: Int, bottom: Int, _ color: Int) {
    let (value, side) = (values[color], side)
    let (first, last) = (max(left, 0), min(right, side))
    guard first < last else { return }
    pixels.withUnsafeMutableBufferPointer { buffer in
      for row in max(top, 0)..<max(min(bottom, side), max(top, 0)) {
        buffer[(row * side + first)..<(row * side + last)].update(repeating: value)
      }
    }
  }

  /// Fills one of the board's 10 x 10 cells, less `inset` tenths of it on each side.
  mutating func fill(row: Int, column: Int, _ color: Int, inset: Int = 0) {
    guard row >= 0, row < boardSide, column >= 0, column < boardSide else { return }
    let cell = side / boardSide
    let margin = (side - cell * boardSide) / 2
    let (left, top, space) = (margin + column * cell, margin + row * cell, cell * inset / 10)
    // In small pictures a pixel on two sides keeps neighbours apart.
    let gap = inset > 0 && space == 0 && cell > 2 ? 1 : space
    fill(
      left: left + space, top: top + space, right: left + cell - gap, bottom: top + cell - gap,
      color)
  }

  /// Fills a rectangle given in units of an 84 x 84 picture, at least a pixel of it.
  mutating func fill(x: Float, y: Float, width: Float, height: Float, _ color: Int) {
    let scale = Float(side) / Float(Picture.agentSide)
    let (left, top) = (Int((x * scale).rounded()), Int((y * scale).rounded()))
    fill(
      left: left, top: top, right: max(Int(((x + width) * scale).rounded()), left + 1),
      bottom: max(Int(((y + height) * scale).rounded()), top + 1), color)
  }
}
