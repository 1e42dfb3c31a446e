import Platform

/// The pole on a cart (Barto, Sutton & Anderson 1983), with the figures that have become the usual ones.
///
/// Rules: a pole stands hinged on a cart; each step pushes the cart left or right with 10 N for 20 ms. A step gives one point. The
/// episode ends where the pole leans by more than 12° or the cart is more than 2.4 m from the middle; after 500
/// steps it is cut off, which is a time limit. Cart 1 kg, pole 0.1 kg and 1 m long, 9.8 m/s², no friction, Euler steps; all
/// four numbers start within ±0.05. An action is never repeated by chance.
///
/// Numbers: the cart's position (m) and speed, the pole's angle (rad) and its speed.
public struct CartPole: Game {
  /// Left and right.
  public static let actions: [GameAction] = [.left, .right]
  /// Four numbers.
  public static let grid = GridFormat.numbers(count: 4)
  /// None.
  public static let stickiness: Float = 0
  /// 500 steps.
  public static let timeLimit = 500
  /// Background, cart, pole, track, hinge.
  public static let palette = [0x101820, 0x4FC3F7, 0xFFB74D, 0x55626E, 0xFFFFFF]
    .map(PaletteColor.init)

  static let widestPosition: Float = 2.4
  static let widestAngle: Float = 12 * .pi / 180
  var position: Float = 0
  var speed: Float = 0
  var angle: Float = 0
  var turn: Float = 0

  /// The pole upright in the middle.
  public init() {}

  /// Back to near the middle.
  public mutating func reset(using random: inout GameRandom) {
    position = random.uniform() * 0.1 - 0.05
    speed = random.uniform() * 0.1 - 0.05
    angle = random.uniform() * 0.1 - 0.05
    turn = random.uniform() * 0.1 - 0.05
  }

  /// One step.
  public mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    let force: Float = action == .right ? 10 : -10
    let (poleMass, totalMass, halfLength, seconds): (Float, Float, Float, Float) =
      (0.1, 1.1, 0.5, 0.02)
    let (sine, cosine) = (sinf(angle), cosf(angle))
    let drive = (force + poleMass * halfLength * turn * turn * sine) / totalMass
    let turning =
      (9.8 * sine - cosine * drive)
      / (halfLength * (4 / 3 - poleMass * cosine * cosine / totalMass))
    let acceleration = drive - poleMass * halfLength * turning * cosine / totalMass
    position += seconds * speed
    speed += seconds * acceleration
    angle += seconds * turn
    turn += seconds * turning
    let isLost = abs(position) > CartPole.widestPosition || abs(angle) > CartPole.widestAngle
    return Outcome(reward: 1, ending: isLost ? .terminated : .none)
  }

  /// The four numbers.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    for (index, value) in [position, speed, angle, turn].enumerated() {
      bytes.storeBytes(of: value, toByteOffset: 4 * index, as: Float.self)
    }
  }

  /// The picture: 4.8 m of track, and a pole as long as half of it is wide.
  public func draw(on picture: inout Picture) {
    let (ground, length): (Float, Float) = (66, 42)
    let middle = 42 + position / CartPole.widestPosition * 36
    picture.fill(x: 2, y: ground + 6, width: 80, height: 2, 3)
    picture.fill(x: middle - 8, y: ground - 4, width: 16, height: 9, 1)
    for step in 0...42 {
      let along = length * Float(step) / 42
      picture.fill(
        x: middle + along * sinf(angle) - 1.5, y: ground - 3 - along * cosf(angle) - 1.5, width: 3,
        height: 3, 2)
    }
    picture.fill(x: middle - 1, y: ground - 4, width: 2, height: 2, 4)
  }
}
