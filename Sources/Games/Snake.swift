/// Snake on a board of 10 x 10 cells.
///
/// Rules: the snake, three cells long at first, moves one cell a step in the direction of the last action; an action
/// that would turn it back into its neck, or none, leaves the direction as it is. The apple lies in a random free cell; eating
/// it gives one point, makes the snake one cell longer and puts a new apple down. Running into a wall or into
/// itself ends the game, and so does a board that is full. A snake that eats nothing for 200 steps is taken off the
/// board, which is a time limit: the position does not tell the clock. An action is never repeated by chance.
///
/// Channels: head, tail, apple, and the cells of the body by where the snake goes on from them, towards its
/// head: left, up, right, down.
public struct Snake: Game {
  /// Four directions.
  public static let actions: [GameAction] = [.left, .up, .right, .down]
  /// Seven channels.
  public static let grid = GridFormat.cells(channelCount: 7)
  /// None.
  public static let stickiness: Float = 0
  /// Background, head, body, tail, apple, seams of the body.
  public static let palette = [0x101820, 0xDCE775, 0x66BB6A, 0x388E3C, 0xEF5350, 0x2E6B33]
    .map(PaletteColor.init)

  /// Steps that a snake lives without an apple.
  static let hungerLimit = 200

  /// The cells of the snake, 10 · row + column, from tail to head; those before `tail` are past.
  private var trail: [Int8] = []
  private var tail = 0
  /// Which cells are the snake's.
  private var isTaken = [Bool](repeating: false, count: 100)
  var direction = GameAction.right
  /// 10 · row + column; -1 where the board is full.
  var apple = -1
  private var hunger = 0

  /// Without a snake as yet.
  public init() {}

  /// The snake's cells, 10 · row + column, from tail to head.
  var body: ArraySlice<Int8> { trail[tail...] }

  /// Back to the start: in the middle, going right.
  public mutating func reset(using random: inout GameRandom) {
    place([52, 53, 54], direction: .right)
    dropApple(&random)
  }

  /// Puts a snake on the board, tail first.
  mutating func place(_ cells: [Int8], direction: GameAction) {
    self = Snake()
    trail = cells
    for cell in cells { isTaken[Int(cell)] = true }
    self.direction = direction
  }

  private mutating func dropApple(_ random: inout GameRandom) {
    let freeCount = 100 - body.count
    guard freeCount > 0 else {
      apple = -1
      return
    }
    var choice = random.index(below: freeCount)
    for cell in 0..<100 where !isTaken[cell] {
      if choice == 0 {
        apple = cell
        return
      }
      choice -= 1
    }
  }

  private static func step(_ action: GameAction) -> (rows: Int, columns: Int) {
    switch action {
    case .left: (0, -1)
    case .up: (-1, 0)
    case .down: (1, 0)
    case .right, .none, .fire: (0, 1)
    }
  }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    var outcome = Outcome()
    guard let head = trail.last.map(Int.init), trail.count - tail >= 2 else { return outcome }
    let neck = Int(trail[trail.count - 2])
    func next(_ action: GameAction) -> (row: Int, column: Int) {
      let step = Snake.step(action)
      return (head / 10 + step.rows, head % 10 + step.columns)
    }
    if Snake.actions.contains(action) {
      let wanted = next(action)
      if wanted.row * 10 + wanted.column != neck || wanted.column < 0 || wanted.column > 9 {
        direction = action
      }
    }
    let place = next(direction)
    guard (0...9).contains(place.row), (0...9).contains(place.column) else {
      outcome.ending = .terminated
      return outcome
    }
    let cell = place.row * 10 + place.column
    let eats = cell == apple
    if !eats {
      isTaken[Int(trail[tail])] = false
      tail += 1
    }
    guard !isTaken[cell] else {
      outcome.ending = .terminated
      return outcome
    }
    trail.append(Int8(cell))
    isTaken[cell] = true
    hunger += 1
    if eats {
      outcome.reward = 1
      hunger = 0
      dropApple(&random)
      if apple < 0 { outcome.ending = .terminated }
    } else if hunger >= Snake.hungerLimit {
      outcome.ending = .timeLimit
    }
    forgetPast()
    return outcome
  }

  /// Keeps the list of cells short.
  private mutating func forgetPast() {
    guard tail >= 1024 else { return }
    trail.removeFirst(tail)
    tail = 0
  }

  /// The seven channels.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    let cells = GridCells(bytes, channelCount: 7)
    if apple >= 0 { cells.set(apple / 10, apple % 10, 2) }
    guard let first = body.first, let head = body.last else { return }
    cells.set(Int(head) / 10, Int(head) % 10, 0)
    cells.set(Int(first) / 10, Int(first) % 10, 1)
    for index in tail..<(trail.count - 1) {
      let (cell, next) = (Int(trail[index]), Int(trail[index + 1]))
      let channel =
        switch next - cell {
        case -1: 3
        case -10: 4
        case 1: 5
        default: 6
        }
      cells.set(cell / 10, cell % 10, channel)
    }
  }

  /// The picture.
  public func draw(on picture: inout Picture) {
    if apple >= 0 { picture.fill(row: apple / 10, column: apple % 10, 4, inset: 2) }
    for (index, cell) in body.enumerated() {
      let (row, column) = (Int(cell) / 10, Int(cell) % 10)
      if index == body.count - 1 {
        picture.fill(row: row, column: column, 1)
      } else {
        // Narrower towards the tail, so that one sees which way it lies.
        picture.fill(row: row, column: column, index == 0 ? 3 : 2, inset: index == 0 ? 2 : 1)
      }
    }
  }
}
