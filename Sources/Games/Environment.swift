/// A game being played: position, chance, clock and score.
public final class Environment {
  /// The game's rules.
  public let type: any Game.Type
  /// What was won in this episode.
  public private(set) var score = 0.0
  /// The steps of this episode.
  public private(set) var stepCount = 0
  /// How the episode stands.
  public private(set) var ending = Ending.none

  private var game: any Game
  private var random: GameRandom
  private var lastAction = 0
  private let actions: [GameAction]
  private let stickiness: Float
  private let timeLimit: Int
  private var agentPicture: Picture
  private var record: EpisodeRecord

  /// The first position of a game's first episode; the seed decides all chance of this and later episodes.
  public init(_ type: any Game.Type, seed: UInt64) {
    self.type = type
    game = type.init()
    random = GameRandom(seed: seed)
    actions = type.actions
    stickiness = type.stickiness
    timeLimit = type.timeLimit
    agentPicture = Picture(side: Picture.agentSide, values: type.palette.map(\.grey))
    record = EpisodeRecord(random: seed, lastAction: 0, actions: [])
    reset()
  }

  /// The same for one of the games that have a name.
  public convenience init(_ kind: GameKind, seed: UInt64) { self.init(kind.type, seed: seed) }

  /// How many actions there are.
  public var actionCount: Int { actions.count }

  /// Starts the next episode.
  public func reset() {
    record = EpisodeRecord(random: random.state, lastAction: lastAction, actions: [])
    game.reset(using: &random)
    (score, stepCount, ending) = (0, 0, .none)
  }

  /// Plays one step; nothing happens once the episode is over.
  @discardableResult
  public func act(_ action: Int) -> Outcome {
    precondition(actions.indices.contains(action), "act: \(action) is no action of \(type)")
    guard ending == .none else { return Outcome(ending: ending) }
    record.actions.append(UInt8(action))
    let isRepeated = stickiness > 0 && random.chance(stickiness)
    let played = isRepeated ? lastAction : action
    lastAction = played
    var outcome = game.act(actions[played], using: &random)
    stepCount += 1
    if outcome.ending == .none && stepCount >= timeLimit { outcome.ending = .timeLimit }
    score += Double(outcome.reward)
    ending = outcome.ending
    return outcome
  }

  /// The bytes of one observation.
  public func byteCount(of observation: ObservationKind) -> Int {
    switch observation {
    case .grid: type.grid.byteCount
    case .screen: Picture.agentSide * Picture.agentSide
    }
  }

  /// Writes what an agent sees: the grid's bytes or numbers, or 84 x 84 grey pixels.
  public func observe(_ observation: ObservationKind, into bytes: UnsafeMutableRawBufferPointer) {
    switch observation {
    case .grid:
      _ = bytes.initializeMemory(as: UInt8.self, repeating: 0)
      game.writeGrid(into: bytes)
    case .screen:
      agentPicture.clear()
      game.draw(on: &agentPicture)
      bytes.copyBytes(from: agentPicture.pixels)
    }
  }

  /// A picture for people: palette entries, `side` rows of as many pixels.
  public func picture(side: Int) -> Picture {
    var picture = Picture(side: side, values: type.palette.indices.map { UInt8($0) })
    game.draw(on: &picture)
    return picture
  }

  /// What leads back to this very moment: `restore` plays it again.
  public var snapshot: EpisodeRecord { record }

  /// Goes to the moment that a snapshot of the same game was taken at.
  ///
  /// - Returns: false where it cannot be one, and the environment is at the start of an episode.
  public func restore(_ snapshot: EpisodeRecord) -> Bool {
    random = GameRandom(seed: snapshot.random)
    lastAction = actions.indices.contains(snapshot.lastAction) ? snapshot.lastAction : 0
    reset()
    for action in snapshot.actions {
      guard actions.indices.contains(Int(action)), ending == .none else { return false }
      act(Int(action))
    }
    return actions.indices.contains(snapshot.lastAction)
  }
}

/// An episode so far, as its chance and its actions.
public struct EpisodeRecord: Sendable, Codable, Equatable {
  /// The generator's state before the episode.
  public var random: UInt64
  /// The last action of the episode before, which may be repeated.
  public var lastAction: Int
  /// The actions that were asked for.
  public var actions: [UInt8]
}
