/// MinAtar's Space Invaders (Young & Tian 2019, arXiv:1903.03176).
///
/// Rules: a cannon on the bottom row moves one cell left or right a step, or shoots, at most every fifth step. Bullets fly
/// one row a step. Four rows of six aliens move sideways together; where one of them is at the edge, all turn and
/// come down a row instead. They rest for as many steps as there are aliens, at most twelve. Every tenth step the
/// lowest alien of the column nearest to the cannon shoots. Each alien shot gives one point. Being touched by a bullet or an
/// alien, or aliens that come down from the bottom row, end the game. When all aliens are gone new ones
/// come, which rest a step less than the last, down to six.
///
/// Channels: cannon, alien, alien going left, alien going right, own bullet, alien bullet.
public struct SpaceInvaders: Game {
  /// MinAtar's six; up and down do nothing.
  public static let actions = minAtarActions
  /// Six channels.
  public static let grid = GridFormat.cells(channelCount: 6)
  /// Background, cannon, alien going left, alien going right, own bullet, alien bullet.
  public static let palette = [0x101820, 0x4FC3F7, 0x9CCC65, 0xCE93D8, 0xFFFFFF, 0xFF7043]
    .map(PaletteColor.init)

  /// Ten rows of ten cells, a bit each.
  struct Cells: Equatable {
    var rows = [UInt16](repeating: 0, count: boardSide)

    static let newAliens = Cells(
      rows: (0..<boardSide).map { $0 < 4 ? 0b00_1111_1100 : 0 })

    func has(_ row: Int, _ column: Int) -> Bool { rows[row] >> UInt16(column) & 1 == 1 }
    mutating func add(_ row: Int, _ column: Int) { rows[row] |= 1 << UInt16(column) }
    var count: Int { rows.reduce(0) { $0 + $1.nonzeroBitCount } }
    var columns: UInt16 { rows.reduce(0, |) }

    /// All move down a row; those of the last row come back on top where `wraps` says so, or are gone.
    mutating func moveDown(wrapping wraps: Bool) {
      let last = rows[9]
      for row in stride(from: 9, to: 0, by: -1) { rows[row] = rows[row - 1] }
      rows[0] = wraps ? last : 0
    }

    /// All move up a row; those of the first are gone.
    mutating func moveUp() {
      for row in 0..<9 { rows[row] = rows[row + 1] }
      rows[9] = 0
    }
  }

  var cannon = 5
  var aliens = Cells.newAliens
  var ownBullets = Cells()
  var alienBullets = Cells()
  var goesRight = false
  var longestRest = 12
  private var moveTimer = 12
  private var alienShotTimer = SpaceInvaders.alienShotInterval
  private var shotTimer = 0
  private(set) var level = 0

  private static let alienShotInterval = 10
  private static let shotInterval = 5

  /// The start.
  public init() {}

  /// Back to the start.
  public mutating func reset(using random: inout GameRandom) { self = SpaceInvaders() }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    var outcome = Outcome()
    if action == .fire && shotTimer == 0 {
      ownBullets.add(9, cannon)
      shotTimer = SpaceInvaders.shotInterval
    }
    if action == .left { cannon = max(0, cannon - 1) }
    if action == .right { cannon = min(9, cannon + 1) }
    ownBullets.moveUp()
    alienBullets.moveDown(wrapping: false)
    if alienBullets.has(9, cannon) || aliens.has(9, cannon) { outcome.ending = .terminated }
    if moveTimer == 0 { moveAliens(&outcome) }
    if alienShotTimer == 0 {
      alienShotTimer = SpaceInvaders.alienShotInterval
      if let shooter = nearestAlien() { alienBullets.add(shooter.row, shooter.column) }
    }
    for row in 0..<boardSide {
      let hits = aliens.rows[row] & ownBullets.rows[row]
      outcome.reward += Float(hits.nonzeroBitCount)
      aliens.rows[row] &= ~hits
      ownBullets.rows[row] &= ~hits
    }
    if shotTimer > 0 { shotTimer -= 1 }
    moveTimer -= 1
    alienShotTimer -= 1
    if aliens.count == 0 {
      if longestRest > 6 {
        longestRest -= 1
        level += 1
      }
      aliens = .newAliens
    }
    return outcome
  }

  private mutating func moveAliens(_ outcome: inout Outcome) {
    moveTimer = min(aliens.count, longestRest)
    if aliens.columns & (goesRight ? 1 << 9 : 1) != 0 {
      goesRight.toggle()
      if aliens.rows[9] != 0 { outcome.ending = .terminated }
      aliens.moveDown(wrapping: true)
    } else {
      for row in 0..<boardSide {
        aliens.rows[row] = goesRight ? aliens.rows[row] << 1 : aliens.rows[row] >> 1
      }
    }
    if aliens.has(9, cannon) { outcome.ending = .terminated }
  }

  /// The lowest alien of the nearest column, the left one of two that are equally near.
  func nearestAlien() -> (row: Int, column: Int)? {
    let columns = aliens.columns
    for distance in 0..<boardSide {
      for column in [cannon - distance, cannon + distance] {
        guard (0..<boardSide).contains(column), columns >> UInt16(column) & 1 == 1,
          let row = (0..<boardSide).last(where: { aliens.has($0, column) })
        else { continue }
        return (row, column)
      }
    }
    return nil
  }

  /// The six channels.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    let cells = GridCells(bytes, channelCount: 6)
    cells.set(9, cannon, 0)
    for row in 0..<boardSide {
      for column in 0..<boardSide {
        if aliens.has(row, column) {
          cells.set(row, column, 1)
          cells.set(row, column, goesRight ? 3 : 2)
        }
        if ownBullets.has(row, column) { cells.set(row, column, 4) }
        if alienBullets.has(row, column) { cells.set(row, column, 5) }
      }
    }
  }

  /// The picture.
  public func draw(on picture: inout Picture) {
    for row in 0..<boardSide {
      for column in 0..<boardSide {
        if aliens.has(row, column) {
          picture.fill(row: row, column: column, goesRight ? 3 : 2, inset: 1)
        }
        if ownBullets.has(row, column) { picture.fill(row: row, column: column, 4, inset: 4) }
        if alienBullets.has(row, column) { picture.fill(row: row, column: column, 5, inset: 3) }
      }
    }
    picture.fill(row: 9, column: cannon, 1)
  }
}
