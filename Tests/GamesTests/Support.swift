@testable import Games

/// Plays actions on a game without sticky actions.
struct Script<G: Game> {
  var game: G
  var random = GameRandom(seed: 1)

  init(_ game: G) { self.game = game }

  /// The outcome of the last of these actions.
  @discardableResult
  mutating func play(_ actions: GameAction...) -> Outcome {
    var outcome = Outcome()
    for action in actions { outcome = game.act(action, using: &random) }
    return outcome
  }

  /// The same action many times; all rewards together, and how it ended.
  mutating func repeated(_ action: GameAction, _ count: Int) -> Outcome {
    var all = Outcome()
    for _ in 0..<count {
      let outcome = game.act(action, using: &random)
      all.reward += outcome.reward
      if outcome.ending != .none { all.ending = outcome.ending }
    }
    return all
  }
}

/// The cells of one channel that are marked, as row and column.
func marked(_ game: some Game, channel: Int) -> [[Int]] {
  guard case .cells(let channelCount) = type(of: game).grid else { return [] }
  var bytes = [UInt8](repeating: 0, count: 100 * channelCount)
  bytes.withUnsafeMutableBytes { game.writeGrid(into: $0) }
  return (0..<100).filter { bytes[$0 * channelCount + channel] == 1 }.map { [$0 / 10, $0 % 10] }
}
