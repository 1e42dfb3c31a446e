/// MinAtar's Breakout (Young & Tian 2019, arXiv:1903.03176).
///
/// Rules: a paddle on the bottom row moves one cell left or right a step. The ball moves one cell along a diagonal a
/// step and turns at walls. Three rows of ten bricks lie below the top row; the ball breaks the brick that it would
/// enter, for one point, and bounces off vertically, but breaks no brick in the step right after it broke one. On the
/// bottom row, a ball that comes down in the paddle's column bounces off vertically, one that would reach it along
/// the diagonal goes back where it came from, any other is lost and the game over. When all bricks are gone, three new
/// rows appear as the ball reaches the bottom row. It starts in the fourth row at the left or right wall, by
/// chance, on its way down. Difficulty does not rise.
///
/// Channels: paddle, ball, the ball's last place, brick.
public struct Breakout: Game {
  /// MinAtar's six; up, down and fire do nothing.
  public static let actions = minAtarActions
  /// Four channels.
  public static let grid = GridFormat.cells(channelCount: 4)
  /// Background, paddle, ball, trail, the rows of bricks.
  public static let palette = [
    0x101820, 0x4FC3F7, 0xFFFFFF, 0x4A5560, 0xE57373, 0xFFB74D, 0xFFF176,
  ].map(PaletteColor.init)

  var paddle = 4
  var ball = (row: 3, column: 0)
  var last = (row: 3, column: 0)
  /// Rows and columns a step, each -1 or 1.
  var direction = (rows: 1, columns: 1)
  /// A bit for each brick, row by row.
  var bricks = Breakout.allBricks
  private var hasJustStruck = false

  static let allBricks: UInt32 = (1 << 30) - 1

  /// The start.
  public init() {}

  /// Back to the start.
  public mutating func reset(using random: inout GameRandom) {
    self = Breakout()
    if random.coin() {
      ball.column = 9
      last.column = 9
      direction.columns = -1
    }
  }

  func hasBrick(_ row: Int, _ column: Int) -> Bool {
    (1...3).contains(row) && bricks >> UInt32((row - 1) * 10 + column) & 1 == 1
  }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    var outcome = Outcome()
    if action == .left { paddle = max(0, paddle - 1) }
    if action == .right { paddle = min(9, paddle + 1) }

    last = ball
    var (row, column) = (ball.row + direction.rows, ball.column + direction.columns)
    if column < 0 || column > 9 {
      column = min(max(column, 0), 9)
      direction.columns.negate()
    }
    var touchesBrick = false
    if row < 0 {
      row = 0
      direction.rows.negate()
    } else if hasBrick(row, column) {
      touchesBrick = true
      if !hasJustStruck {
        outcome.reward = 1
        hasJustStruck = true
        bricks &= ~(1 << UInt32((row - 1) * 10 + column))
        row = last.row
        direction.rows.negate()
      }
    } else if row == 9 {
      if bricks == 0 { bricks = Breakout.allBricks }
      if ball.column == paddle {
        direction.rows.negate()
        row = last.row
      } else if column == paddle {
        direction.rows.negate()
        direction.columns.negate()
        row = last.row
      } else {
        outcome.ending = .terminated
      }
    }
    if !touchesBrick { hasJustStruck = false }
    ball = (row, column)
    return outcome
  }

  /// The four channels.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    let cells = GridCells(bytes, channelCount: 4)
    cells.set(9, paddle, 0)
    cells.set(ball.row, ball.column, 1)
    cells.set(last.row, last.column, 2)
    for row in 1...3 {
      for column in 0..<boardSide where hasBrick(row, column) { cells.set(row, column, 3) }
    }
  }

  /// The picture.
  public func draw(on picture: inout Picture) {
    for row in 1...3 {
      for column in 0..<boardSide where hasBrick(row, column) {
        picture.fill(row: row, column: column, row + 3, inset: 1)
      }
    }
    picture.fill(row: last.row, column: last.column, 3, inset: 3)
    picture.fill(row: ball.row, column: ball.column, 2, inset: 2)
    picture.fill(row: 9, column: paddle, 1)
  }
}
