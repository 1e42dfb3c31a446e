/// MinAtar's Seaquest (Young & Tian 2019, arXiv:1903.03176).
///
/// Rules: a submarine, whose front counts and whose back shows where it looks, moves one cell a step in the upper nine
/// rows or shoots ahead, at most every fifth step. Enemies (fish, and a third of them submarines that shoot every
/// eleventh step) and divers enter from the left or the right, but no enemy against another in its row. Hitting an enemy gives
/// one point; touching one or its bullets ends the game. Up to six divers are picked up by touching them. Under water
/// oxygen lasts for 200 steps; its end is the game's. Coming up to the first row without divers ends the game;
/// with fewer than six, one gets off; with six, all get off for a tenth point of every twentieth of the oxygen left,
/// rounded down to whole points out of ten. Each time oxygen is filled and it gets harder: enemies enter a step sooner, and
/// every other time move a step sooner.
///
/// As in the authors' program, bringing six divers up leaves a debt of one: the next diver settles it.
///
/// Channels: front, back, own bullet, where a thing comes from, enemy bullet, fish, enemy submarine, oxygen, divers on board,
/// diver.
public struct Seaquest: Game {
  /// MinAtar's six.
  public static let actions = minAtarActions
  /// Ten channels.
  public static let grid = GridFormat.cells(channelCount: 10)
  /// Background, front, back, own bullet, trail, enemy bullet, fish, enemy submarine, oxygen, diver, sky.
  public static let palette = [
    0x0D2238, 0xFFF176, 0xA89C3C, 0xFFFFFF, 0x2C4A63, 0xFF5252, 0xF48FB1, 0x9E9E9E, 0x4DD0E1,
    0x8BC34A, 0x39597A,
  ].map(PaletteColor.init)

  /// A fish, an enemy submarine or a diver.
  struct Swimmer: Equatable {
    var row: Int
    var column: Int
    var goesRight: Bool
    var moveTimer: Int
    var shotTimer = 0

    var behind: Int { goesRight ? column - 1 : column + 1 }
    var isOnBoard: Bool { (0...9).contains(column) }
    mutating func move() { column += goesRight ? 1 : -1 }
  }

  /// A bullet of either side.
  struct Bullet: Equatable {
    var row: Int
    var column: Int
    var goesRight: Bool

    mutating func move() { column += goesRight ? 1 : -1 }
    var isOnBoard: Bool { (0...9).contains(column) }
  }

  static let fullOxygen = 200
  static let diverLimit = 6
  static let diverMoveInterval = 5
  static let enemyShotInterval = 10
  private static let diverSpawnInterval = 30
  private static let shotInterval = 5

  var row = 0
  var column = 5
  var looksRight = false
  var oxygen = Seaquest.fullOxygen
  var diverCount = 0
  var isAtSurface = true
  var ownBullets: [Bullet] = []
  var enemyBullets: [Bullet] = []
  var fish: [Swimmer] = []
  var submarines: [Swimmer] = []
  var divers: [Swimmer] = []
  var spawnInterval = 20
  var moveInterval = 5
  private var spawnTimer = 20
  private var diverTimer = Seaquest.diverSpawnInterval
  private var shotTimer = 0
  private(set) var level = 0

  /// The start.
  public init() {}

  /// Back to the start.
  public mutating func reset(using random: inout GameRandom) { self = Seaquest() }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    var outcome = Outcome()
    if spawnTimer == 0 {
      spawnEnemy(&random)
      spawnTimer = spawnInterval
    }
    if diverTimer == 0 {
      divers.append(newcomer(&random, moveTimer: Seaquest.diverMoveInterval))
      diverTimer = Seaquest.diverSpawnInterval
    }
    steer(action)
    moveOwnBullets(&outcome)
    moveDivers()
    moveSubmarines(&outcome)
    moveEnemyBullets(&outcome)
    moveFish(&outcome)
    if spawnTimer > 0 { spawnTimer -= 1 }
    if diverTimer > 0 { diverTimer -= 1 }
    if shotTimer > 0 { shotTimer -= 1 }
    breathe(&outcome)
    return outcome
  }

  private mutating func steer(_ action: GameAction) {
    switch action {
    case .none: break
    case .fire:
      guard shotTimer == 0 else { return }
      ownBullets.append(Bullet(row: row, column: column, goesRight: looksRight))
      shotTimer = Seaquest.shotInterval
    case .left:
      column = max(0, column - 1)
      looksRight = false
    case .right:
      column = min(9, column + 1)
      looksRight = true
    case .up: row = max(0, row - 1)
    case .down: row = min(8, row + 1)
    }
  }

  private mutating func breathe(_ outcome: inout Outcome) {
    if oxygen < 0 { outcome.ending = .terminated }
    if row > 0 {
      oxygen -= 1
      isAtSurface = false
    } else if !isAtSurface {
      if diverCount == 0 {
        outcome.ending = .terminated
      } else {
        surface(&outcome)
      }
    }
  }

  private mutating func surface(_ outcome: inout Outcome) {
    isAtSurface = true
    if diverCount == Seaquest.diverLimit {
      diverCount = 0
      outcome.reward += Float(max(oxygen, 0) * 10 / Seaquest.fullOxygen)
    }
    oxygen = Seaquest.fullOxygen
    diverCount -= 1
    guard spawnInterval > 1 || moveInterval > 2 else { return }
    if moveInterval > 2 && level % 2 == 1 { moveInterval -= 1 }
    if spawnInterval > 1 { spawnInterval -= 1 }
    level += 1
  }

  private func newcomer(_ random: inout GameRandom, moveTimer: Int) -> Swimmer {
    let goesRight = random.coin()
    return Swimmer(
      row: 1 + random.index(below: 8), column: goesRight ? 0 : 9, goesRight: goesRight,
      moveTimer: moveTimer)
  }

  private mutating func spawnEnemy(_ random: inout GameRandom) {
    let isSubmarine = random.index(below: 3) == 0
    var enemy = newcomer(&random, moveTimer: moveInterval)
    func isAgainst(_ other: Swimmer) -> Bool {
      other.row == enemy.row && other.goesRight != enemy.goesRight
    }
    guard !submarines.contains(where: isAgainst), !fish.contains(where: isAgainst) else { return }
    if isSubmarine {
      enemy.shotTimer = Seaquest.enemyShotInterval
      submarines.append(enemy)
    } else {
      fish.append(enemy)
    }
  }
}
