import Games
import Inference

/// A game on show, with whoever plays it, and what was scored so far.
final class Stage {
  let environment: Environment
  /// Nil where a person plays.
  let agent: AgentPlayer?
  let game: GameKind
  private(set) var scores: [Double] = []
  /// The most that a choice has made a difference in this episode, which bars are measured by.
  private(set) var spread: Float = 0
  private var held: Int?

  init(_ agent: Agent, seed: UInt64) {
    let player = AgentPlayer(agent, seed: seed)
    self.agent = player
    game = agent.game
    environment = player.environment
    noteSpread()
  }

  /// A game for a person.
  init(_ game: GameKind, seed: UInt64) {
    agent = nil
    self.game = game
    environment = Environment(game, seed: seed)
  }

  var isOver: Bool { environment.ending != .none }
  var mean: Double? { scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count) }

  /// Plays a step, or begins the next episode.
  ///
  /// - Parameter typed: what a person wants to do; nothing, or what was done before where a game knows no rest.
  func advance(typed: GameAction? = nil) {
    let wasOver = isOver
    if let agent {
      agent.advance()
    } else if wasOver {
      environment.reset()
      held = nil
    } else {
      let actions = game.actions
      let rest = actions.firstIndex(of: .none)
      let wanted = typed.flatMap { actions.firstIndex(of: $0) }
      let action = wanted ?? rest ?? held ?? firstMove
      held = action
      environment.act(action)
    }
    if isOver && !wasOver { scores.append(environment.score) }
    if wasOver { spread = 0 }
    noteSpread()
  }

  /// Snakes set off to the right.
  private var firstMove: Int { game.actions.firstIndex(of: .right) ?? 0 }

  private func noteSpread() {
    guard let values = agent?.values, let low = values.min(), let high = values.max() else {
      return
    }
    spread = max(spread, high - low)
  }

  /// The picture in colours.
  func colors<C>(side: Int, _ make: (PaletteColor) -> C) -> [C] {
    let palette = game.type.palette.map(make)
    return environment.picture(side: side).pixels.map { palette[Int($0)] }
  }
}
