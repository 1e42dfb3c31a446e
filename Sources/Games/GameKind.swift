/// The games, by the names that people type.
public enum GameKind: String, CaseIterable, Sendable, Codable {
  /// Asterix.
  case asterix
  /// Breakout.
  case breakout
  /// Freeway.
  case freeway
  /// Seaquest.
  case seaquest
  /// Space Invaders.
  case spaceInvaders = "space-invaders"
  /// Pong.
  case pong
  /// Snake.
  case snake
  /// The pole on a cart.
  case cartpole

  /// The rules.
  public var type: any Game.Type {
    switch self {
    case .asterix: Asterix.self
    case .breakout: Breakout.self
    case .freeway: Freeway.self
    case .seaquest: Seaquest.self
    case .spaceInvaders: SpaceInvaders.self
    case .pong: Pong.self
    case .snake: Snake.self
    case .cartpole: CartPole.self
    }
  }

  /// What a player can do, by action number.
  public var actions: [GameAction] { type.actions }

  /// What it is about, in a line.
  public var summary: String {
    switch self {
    case .asterix: "gather treasure, keep away from enemies"
    case .breakout: "break bricks with a ball and a paddle"
    case .freeway: "cross a road with eight lanes"
    case .seaquest: "shoot fish, save divers, mind the oxygen"
    case .spaceInvaders: "shoot the aliens before they land"
    case .pong: "table tennis up to 21"
    case .snake: "eat apples, grow, do not bite yourself"
    case .cartpole: "balance a pole on a cart"
    }
  }
}

/// How an agent sees a game.
public enum ObservationKind: String, CaseIterable, Sendable, Codable {
  /// The position as the game tells it: 10 x 10 cells with channels, or a few numbers.
  case grid
  /// What is drawn: 84 x 84 grey pixels.
  case screen

  /// How many frames an agent is shown at once.
  public var stackCount: Int { self == .grid ? 1 : 4 }
}
