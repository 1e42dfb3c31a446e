/// Pong on a court of 84 x 84 points, up to 21.
///
/// Rules: the player's paddle, 12 points high, is on the right and moves 4 points up or down a step. The ball starts from the middle
/// towards the side that lost the last point (by chance at first), 3 points sideways a step; each paddle that returns it makes it
/// faster, up to 5. Walls above and below reflect it. How far from a paddle's middle it is hit decides how steeply it
/// flies on, up to 4 points a step. The opponent follows the ball with at most 2 points a step while it comes near, aiming
/// to hit it somewhere else each time, and goes back towards the middle otherwise: steep balls get past it. Whoever
/// misses the ball loses the point: -1 for the player, +1 where the opponent does. 21 points end the game. An action is never
/// repeated by chance.
///
/// Channels of the grid, coarser than the court: own paddle, opponent's paddle, ball, the ball's last place.
public struct Pong: Game {
  /// Nothing, up, down.
  public static let actions: [GameAction] = [.none, .up, .down]
  /// Four channels.
  public static let grid = GridFormat.cells(channelCount: 4)
  /// None.
  public static let stickiness: Float = 0
  /// Background, own paddle, opponent's paddle, ball, walls and net.
  public static let palette = [0x10261C, 0x81C784, 0xFFB74D, 0xFFFFFF, 0x4A5F55]
    .map(PaletteColor.init)

  static let goal = 21
  static let halfPaddle: Float = 6
  static let halfBall: Float = 1
  /// Where the ball's middle turns at the walls.
  static let court: ClosedRange<Float> = 5...79
  /// Where the ball's middle meets the paddles.
  static let ownFace: Float = 75
  static let otherFace: Float = 9

  var own: Float = 42
  var other: Float = 42
  var ball: (x: Float, y: Float) = (42, 42)
  var last: (x: Float, y: Float) = (42, 42)
  var speed: (x: Float, y: Float) = (3, 0)
  var points = (own: 0, other: 0)
  /// How far off the ball's height the opponent aims its paddle.
  private var aim: Float = 0

  /// The ball in the middle.
  public init() {}

  /// A new game.
  public mutating func reset(using random: inout GameRandom) {
    self = Pong()
    serve(towardsPlayer: random.coin(), &random)
  }

  private mutating func serve(towardsPlayer: Bool, _ random: inout GameRandom) {
    ball = (42, 22 + 40 * random.uniform())
    last = ball
    speed = (towardsPlayer ? 3 : -3, 4 * random.uniform() - 2)
    aim = 10 * random.uniform() - 5
  }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    let range = (Pong.court.lowerBound + 5)...(Pong.court.upperBound - 5)
    func limited(_ y: Float) -> Float { min(max(y, range.lowerBound), range.upperBound) }
    if action == .up { own = limited(own - 4) }
    if action == .down { own = limited(own + 4) }
    let isComing = speed.x < 0 && ball.x < 60
    let wanted = isComing ? ball.y + aim : 42
    let reach: Float = isComing ? 2 : 1
    other = limited(other + min(max(wanted - other, -reach), reach))

    last = ball
    ball.x += speed.x
    ball.y += speed.y
    if ball.y < Pong.court.lowerBound {
      ball.y = 2 * Pong.court.lowerBound - ball.y
      speed.y.negate()
    } else if ball.y > Pong.court.upperBound {
      ball.y = 2 * Pong.court.upperBound - ball.y
      speed.y.negate()
    }
    if last.x < Pong.ownFace && ball.x >= Pong.ownFace, bounce(off: own) {
      ball.x = 2 * Pong.ownFace - ball.x
    } else if last.x > Pong.otherFace && ball.x <= Pong.otherFace, bounce(off: other) {
      ball.x = 2 * Pong.otherFace - ball.x
      aim = 10 * random.uniform() - 5
    }
    return score(&random)
  }

  /// Turns the ball round where it meets a paddle.
  private mutating func bounce(off paddle: Float) -> Bool {
    let offset = ball.y - paddle
    guard abs(offset) <= Pong.halfPaddle + Pong.halfBall else { return false }
    speed.x = (speed.x > 0 ? -1 : 1) * min(abs(speed.x) + 0.25, 5)
    speed.y = 4 * offset / (Pong.halfPaddle + Pong.halfBall)
    return true
  }

  private mutating func score(_ random: inout GameRandom) -> Outcome {
    guard ball.x < 0 || ball.x >= 84 else { return Outcome() }
    let isWon = ball.x < 0
    if isWon { points.own += 1 } else { points.other += 1 }
    let isOver = max(points.own, points.other) >= Pong.goal
    serve(towardsPlayer: !isWon, &random)
    return Outcome(reward: isWon ? 1 : -1, ending: isOver ? .terminated : .none)
  }

  /// The four channels.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    let cells = GridCells(bytes, channelCount: 4)
    func cell(_ y: Float) -> Int { min(max(Int(y / 8.4), 0), 9) }
    for (middle, column, channel) in [(own, 9, 0), (other, 0, 1)] {
      for row in cell(middle - Pong.halfPaddle)...cell(middle + Pong.halfPaddle - 0.1) {
        cells.set(row, column, channel)
      }
    }
    cells.set(cell(ball.y), cell(ball.x), 2)
    cells.set(cell(last.y), cell(last.x), 3)
  }

  /// The picture.
  public func draw(on picture: inout Picture) {
    picture.fill(x: 0, y: 2, width: 84, height: 2, 4)
    picture.fill(x: 0, y: 80, width: 84, height: 2, 4)
    for y in stride(from: Float(6), to: 80, by: 8) {
      picture.fill(x: 41.5, y: y, width: 1, height: 4, 4)
    }
    picture.fill(x: 76, y: own - Pong.halfPaddle, width: 2, height: 2 * Pong.halfPaddle, 1)
    picture.fill(x: 6, y: other - Pong.halfPaddle, width: 2, height: 2 * Pong.halfPaddle, 2)
    picture.fill(x: ball.x - 1, y: ball.y - 1, width: 2, height: 2, 3)
  }
}
