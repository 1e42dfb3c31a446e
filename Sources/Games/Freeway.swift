/// MinAtar's Freeway (Young & Tian 2019, arXiv:1903.03176).
///
/// Rules: a chicken starts on the bottom row, in the fifth column, and moves up or down one row at most every third step. In
/// each of the eight rows between the outer ones a car drives left or right, a cell every one to five steps, and comes
/// back on the other side. Who is hit goes back to the start. Reaching the top gives one point, a place at the
/// start, and new speeds and directions for all cars. The episode lasts 2,501 steps; since the position does not tell
/// the time, that is a time limit and no end.
///
/// Channels: chicken, car, and one for each speed from every step to every sixth, marked where the car comes from.
public struct Freeway: Game {
  /// MinAtar's six; left, right and fire do nothing.
  public static let actions = minAtarActions
  /// Seven channels.
  public static let grid = GridFormat.cells(channelCount: 7)
  /// 2,500 in the paper, which counts the step at which its clock is below zero too.
  public static let timeLimit = 2501
  /// Background, chicken, car, the pavements, trails from fast to slow.
  public static let palette = [
    0x20242A, 0xFFF59D, 0xE57373, 0x455A64, 0xA06060, 0x8A5656, 0x744C4C, 0x5E4242, 0x483838,
  ].map(PaletteColor.init)

  /// A car in one of the rows 1 to 8.
  struct Car: Equatable {
    var column = 0
    /// Steps until it moves.
    var timer: Int
    /// Steps it rests after each move, 1...5.
    var interval: Int
    var goesRight: Bool
  }

  static let chickenColumn = 4
  private static let chickenInterval = 3
  var chickenRow = 9
  var cars: [Car] = []
  private var moveTimer = Freeway.chickenInterval

  /// Without cars as yet.
  public init() {}

  /// Back to the start, with new cars.
  public mutating func reset(using random: inout GameRandom) {
    self = Freeway()
    cars = (0..<8).map { _ in Freeway.car(&random) }
  }

  private static func car(_ random: inout GameRandom) -> Car {
    let interval = 1 + random.index(below: 5)
    return Car(timer: interval, interval: interval, goesRight: random.coin())
  }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    var outcome = Outcome()
    if moveTimer == 0 && (action == .up || action == .down) {
      moveTimer = Freeway.chickenInterval
      chickenRow = min(max(chickenRow + (action == .up ? -1 : 1), 0), 9)
    }
    if chickenRow == 0 {
      outcome.reward = 1
      for index in cars.indices {
        let column = cars[index].column
        cars[index] = Freeway.car(&random)
        cars[index].column = column
      }
      chickenRow = 9
    }
    for index in cars.indices {
      if hits(index) { chickenRow = 9 }
      if cars[index].timer == 0 {
        cars[index].timer = cars[index].interval
        cars[index].column = (cars[index].column + (cars[index].goesRight ? 1 : 9)) % 10
        if hits(index) { chickenRow = 9 }
      } else {
        cars[index].timer -= 1
      }
    }
    if moveTimer > 0 { moveTimer -= 1 }
    return outcome
  }

  private func hits(_ index: Int) -> Bool {
    chickenRow == index + 1 && cars[index].column == Freeway.chickenColumn
  }

  /// The column that a car comes from.
  private func behind(_ car: Car) -> Int { (car.column + (car.goesRight ? 9 : 1)) % 10 }

  /// The seven channels.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    let cells = GridCells(bytes, channelCount: 7)
    cells.set(chickenRow, Freeway.chickenColumn, 0)
    for (index, car) in cars.enumerated() {
      cells.set(index + 1, car.column, 1)
      cells.set(index + 1, behind(car), 1 + car.interval)
    }
  }

  /// The picture.
  public func draw(on picture: inout Picture) {
    for column in 0..<boardSide {
      picture.fill(row: 0, column: column, 3)
      picture.fill(row: 9, column: column, 3)
    }
    for (index, car) in cars.enumerated() {
      picture.fill(row: index + 1, column: behind(car), 3 + car.interval, inset: 3)
      picture.fill(row: index + 1, column: car.column, 2, inset: 1)
    }
    picture.fill(row: chickenRow, column: Freeway.chickenColumn, 1, inset: 1)
  }
}
