/// MinAtar's Asterix (Young & Tian 2019, arXiv:1903.03176).
///
/// Rules: the player moves one cell a step in the eight rows between the outer ones. Every ten steps something enters
/// from the left or the right in one of the rows that are empty: treasure a third of the time, else an enemy. Everything moves
/// one cell every five steps and leaves on the other side. Touching treasure gives one point, touching an enemy
/// ends the game. Each 101 steps it gets harder: things enter a step sooner, and every other time they also move
/// a step sooner, down to every step.
///
/// Channels: player, enemy, where a thing comes from, treasure.
public struct Asterix: Game {
  /// MinAtar's six; fire does nothing.
  public static let actions = minAtarActions
  /// Four channels.
  public static let grid = GridFormat.cells(channelCount: 4)
  /// Background, player, enemy, trail of an enemy, treasure, trail of a treasure.
  public static let palette = [0x101820, 0x4FC3F7, 0xE53935, 0x5A2A2A, 0xFFE082, 0x4F4A30]
    .map(PaletteColor.init)

  /// An enemy or a treasure.
  struct Thing: Equatable {
    var column: Int
    var goesRight: Bool
    var isTreasure: Bool

    var behind: Int { goesRight ? column - 1 : column + 1 }
  }

  var player = (row: 5, column: 5)
  /// What is in rows 1 to 8.
  var things = [Thing?](repeating: nil, count: 8)
  var spawnInterval = 10
  var moveInterval = 5
  private var spawnTimer = 10
  private var moveTimer = 5
  private var rampTimer = Asterix.rampInterval
  private(set) var level = 0

  private static let rampInterval = 100

  /// The start.
  public init() {}

  /// Back to the start.
  public mutating func reset(using random: inout GameRandom) { self = Asterix() }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    var outcome = Outcome()
    if spawnTimer == 0 {
      spawn(&random)
      spawnTimer = spawnInterval
    }
    switch action {
    case .left: player.column = max(0, player.column - 1)
    case .right: player.column = min(9, player.column + 1)
    case .up: player.row = max(1, player.row - 1)
    case .down: player.row = min(8, player.row + 1)
    case .none, .fire: break
    }
    touch(&outcome)
    if moveTimer == 0 {
      moveTimer = moveInterval
      moveThings()
      touch(&outcome)
    }
    spawnTimer -= 1
    moveTimer -= 1
    ramp()
    return outcome
  }

  /// Meets what is in the player's cell.
  private mutating func touch(_ outcome: inout Outcome) {
    let slot = player.row - 1
    guard let thing = things[slot], thing.column == player.column else { return }
    if thing.isTreasure {
      things[slot] = nil
      outcome.reward += 1
    } else {
      outcome.ending = .terminated
    }
  }

  private mutating func moveThings() {
    for slot in things.indices {
      guard var thing = things[slot] else { continue }
      thing.column += thing.goesRight ? 1 : -1
      things[slot] = (0...9).contains(thing.column) ? thing : nil
    }
  }

  private mutating func spawn(_ random: inout GameRandom) {
    let goesRight = random.coin()
    let isTreasure = random.index(below: 3) == 0
    let freeCount = things.reduce(0) { $0 + ($1 == nil ? 1 : 0) }
    guard freeCount > 0 else { return }
    var choice = random.index(below: freeCount)
    for slot in things.indices where things[slot] == nil {
      if choice == 0 {
        things[slot] = Thing(
          column: goesRight ? 0 : 9, goesRight: goesRight, isTreasure: isTreasure)
        return
      }
      choice -= 1
    }
  }

  private mutating func ramp() {
    guard spawnInterval > 1 || moveInterval > 1 else { return }
    if rampTimer >= 0 {
      rampTimer -= 1
      return
    }
    if moveInterval > 1 && level % 2 == 1 { moveInterval -= 1 }
    if spawnInterval > 1 { spawnInterval -= 1 }
    level += 1
    rampTimer = Asterix.rampInterval
  }

  /// The four channels.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    let cells = GridCells(bytes, channelCount: 4)
    cells.set(player.row, player.column, 0)
    for (slot, thing) in things.enumerated() {
      guard let thing else { continue }
      cells.set(slot + 1, thing.column, thing.isTreasure ? 3 : 1)
      cells.set(slot + 1, thing.behind, 2)
    }
  }

  /// The picture.
  public func draw(on picture: inout Picture) {
    for (slot, thing) in things.enumerated() {
      guard let thing else { continue }
      picture.fill(row: slot + 1, column: thing.behind, thing.isTreasure ? 5 : 3, inset: 3)
      picture.fill(row: slot + 1, column: thing.column, thing.isTreasure ? 4 : 2, inset: 1)
    }
    picture.fill(row: player.row, column: player.column, 1)
  }
}
