import Games
import TensorCore

@testable import Inference
@testable import Training

/// A lever to pull for what it is worth: three actions, one step an episode, chance in the rewards.
struct Bandit: Game {
  static let actions: [GameAction] = [.left, .up, .right]
  static let grid = GridFormat.numbers(count: 1)
  static let palette = [0x000000, 0xFFFFFF].map(PaletteColor.init)
  static let stickiness: Float = 0
  static let worths: [Float] = [0.2, 0.8, 0.5]

  mutating func reset(using random: inout GameRandom) {}
  mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    let worth = Bandit.worths[Bandit.actions.firstIndex(of: action) ?? 0]
    return Outcome(reward: random.chance(worth) ? 1 : 0, ending: .terminated)
  }
  func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: 1, as: Float.self)
  }
  func draw(on picture: inout Picture) {}
}

/// A row of cells: the way to the right end is long and earns 1, the left end is near and earns 0.1.
struct Corridor: Game {
  static let actions: [GameAction] = [.left, .right]
  static let grid = GridFormat.numbers(count: 8)
  static let palette = [0x000000, 0xFFFFFF].map(PaletteColor.init)
  static let stickiness: Float = 0
  static let timeLimit = 40

  var place = 2

  mutating func reset(using random: inout GameRandom) { place = 2 }
  mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome {
    place += action == .right ? 1 : -1
    if place == 0 { return Outcome(reward: 0.1, ending: .terminated) }
    return place == 7 ? Outcome(reward: 1, ending: .terminated) : Outcome()
  }
  func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: 1, toByteOffset: 4 * place, as: Float.self)
  }
  func draw(on picture: inout Picture) {}
}

/// Episodes that end in all ways, as a plain list of steps.
struct PlainStep {
  var frame: [UInt8]
  var action: Int
  var reward: Float
  var ending: Ending
  /// The frames of its episode up to this one.
  var history: [[UInt8]]
  /// What was seen after it.
  var next: [UInt8]
}

/// A memory and the same steps in plain form.
func rememberedSteps(
  _ count: Int, stack: Int, settings: ReplayBuffer.Settings, seed: UInt64
) -> (memory: ReplayBuffer, steps: [PlainStep]) {
  let format = ObservationFormat(
    element: .bit, frameByteCount: 3, stackCount: stack, inputShape: [1, 3, stack])
  let memory = ReplayBuffer(format, settings)
  let random = RandomSource(seed: seed)
  var steps: [PlainStep] = []
  var number = 0
  func newFrame() -> [UInt8] {
    number += 1
    return [UInt8(number & 0xFF), UInt8(number >> 8), UInt8(random.index(below: 200))]
  }
  func begin(_ frame: [UInt8]) { memory.begin { $0.copyBytes(from: frame) } }
  var frame = newFrame()
  var history = [frame]
  begin(frame)
  for _ in 0..<count {
    let chance = random.index(below: 10)
    let ending: Ending = chance == 0 ? .terminated : chance == 1 ? .timeLimit : .none
    let (action, reward) = (random.index(below: 4), random.normal())
    memory.finish(
      action: action, reward: reward, isTerminated: ending == .terminated,
      isCutOff: ending == .timeLimit)
    let next = newFrame()
    steps.append(
      PlainStep(
        frame: frame, action: action, reward: reward, ending: ending, history: history, next: next))
    if ending == .timeLimit {
      begin(next)
      memory.close()
    }
    frame = ending == .none ? next : newFrame()
    history = ending == .none ? history + [frame] : [frame]
    begin(frame)
  }
  return (memory, steps)
}
