/// What a player can do.
public enum GameAction: String, Sendable, CaseIterable {
  /// Nothing.
  case none
  /// Left.
  case left
  /// Up.
  case up
  /// Right.
  case right
  /// Down.
  case down
  /// Shoot.
  case fire
}

/// Whether a step was an episode's last, and why.
public enum Ending: UInt8, Sendable {
  /// The episode goes on.
  case none
  /// The rules ended it: nothing more can be won.
  case terminated
  /// The clock ended it: the position was worth something still.
  case timeLimit
}

/// What a step led to.
public struct Outcome: Sendable, Equatable {
  /// What was won, or lost where negative.
  public var reward: Float
  /// Whether the episode is over.
  public var ending: Ending

  /// An outcome; the episode goes on unless said otherwise.
  public init(reward: Float = 0, ending: Ending = .none) {
    self.reward = reward
    self.ending = ending
  }
}

/// How a game tells its position without drawing it.
public enum GridFormat: Sendable, Equatable {
  /// 10 x 10 cells of so many channels, each 0 or 1: bytes [10, 10, C].
  case cells(channelCount: Int)
  /// So many 32-bit floats.
  case numbers(count: Int)

  /// The bytes that a position takes.
  public var byteCount: Int {
    switch self {
    case .cells(let channelCount): 100 * channelCount
    case .numbers(let count): 4 * count
    }
  }
}

/// The rules of a game: a position, and how an action changes it.
///
/// A game is a value. All chance comes from the generator that is passed in, so that the same start and actions
/// give the same game.
public protocol Game: Sendable {
  /// What a player can do, by action number.
  static var actions: [GameAction] { get }
  /// How the position is told.
  static var grid: GridFormat { get }
  /// The colours of the picture; the first is the background.
  static var palette: [PaletteColor] { get }
  /// The chance that the last action is repeated in place of the one given (Machado et al. 2018).
  static var stickiness: Float { get }
  /// Steps after which an episode is cut off.
  static var timeLimit: Int { get }

  /// A position before the first; `reset` makes it one to play.
  init()
  /// Goes back to the start.
  mutating func reset(using random: inout GameRandom)
  /// Plays one step; `action` is a number below the count of `actions`.
  mutating func act(_ action: GameAction, using random: inout GameRandom) -> Outcome
  /// Writes the position as `grid` says into memory that is all zeros.
  func writeGrid(into bytes: UnsafeMutableRawBufferPointer)
  /// Draws the position over a picture that is all background.
  func draw(on picture: inout Picture)
}

extension Game {
  /// The chance of MinAtar's games.
  public static var stickiness: Float { 0.1 }
  /// Half an hour at 15 steps a second, the usual limit for Atari games.
  public static var timeLimit: Int { 27_000 }
}

/// MinAtar's six actions, which its games share whether they use all of them or not.
let minAtarActions: [GameAction] = [.none, .left, .up, .right, .down, .fire]

/// The side of the board that most games are played on.
let boardSide = 10

/// Cells of a grid being written.
struct GridCells {
  private let bytes: UnsafeMutableRawBufferPointer
  private let channelCount: Int

  init(_ bytes: UnsafeMutableRawBufferPointer, channelCount: Int) {
    precondition(
      bytes.count == 100 * channelCount, "writeGrid: \(bytes.count) bytes for \(channelCount)")
    self.bytes = bytes
    self.channelCount = channelCount
  }

  /// Marks a cell; what lies off the board is passed over.
  @inline(__always)
  func set(_ row: Int, _ column: Int, _ channel: Int) {
    guard row >= 0, row < boardSide, column >= 0, column < boardSide else { return }
    bytes[(row * boardSide + column) * channelCount + channel] = 1
  }
}
